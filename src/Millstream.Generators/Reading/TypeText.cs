using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millstream.Generators.Reading;

/// <summary>Writes types and names so that they mean the same anywhere.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat Everywhere = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat;

    /// <summary>A type, from its namespace on.</summary>
    public static string Of(ITypeSymbol type) => type.ToDisplayString(Everywhere);

    /// <summary>A type as a user would write it in a message.</summary>
    public static string ForMessage(ITypeSymbol type) => type.ToDisplayString(Short);

    /// <summary>A namespace, each part escaped where it is a keyword.</summary>
    public static string OfNamespace(INamespaceSymbol space) => string.Join(".", space.ToDisplayParts().Where(p => p.Symbol is not null).Select(p => Name(p.Symbol!.Name)));

    /// <summary>A name, with an <c>@</c> where it is a keyword.</summary>
    public static string Name(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Text as a C# literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A constant as it is written, of its own type.</summary>
    public static string Constant(object? value, ITypeSymbol type)
    {
        string typeText = Of(type);
        return value switch
        {
            null => $"default({typeText})!",
            string text => Literal(text),
            double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity) => $"double.{Special((double)value)}",
            float and (float.NaN or float.PositiveInfinity or float.NegativeInfinity) => $"float.{Special((float)value)}",
            bool or char => Cast(SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)),
            _ => Cast(SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) + Suffix(value)),
        };

        string Cast(string text) => $"({typeText})({text})";
    }

    /// <summary>The words that a type parameter is constrained with; empty for none.</summary>
    public static string Constraint(ITypeParameterSymbol parameter)
    {
        var words = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
        {
            words.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            words.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            words.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            words.Add("notnull");
        }

        words.AddRange(parameter.ConstraintTypes.Select(Of));
        if (parameter.HasConstructorConstraint && !parameter.HasValueTypeConstraint)
        {
            words.Add("new()");
        }

        return words.Count == 0 ? "" : $"where {Name(parameter.Name)} : {string.Join(", ", words)}";
    }

    private static string Special(double value) =>
        double.IsNaN(value) ? "NaN" : value > 0 ? "PositiveInfinity" : "NegativeInfinity";

    private static string Suffix(object value) => value switch
    {
        double => "D",
        float => "F",
        decimal => "M",
        long => "L",
        ulong => "UL",
        uint => "U",
        _ => "",
    };
}
