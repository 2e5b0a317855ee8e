using Microsoft.CodeAnalysis;

namespace Millstream.Generators.Reading;

/// <summary>Questions to the compiler's symbols.</summary>
internal static class Symbols
{
    public const string StreamTask = "Millstream.StreamTaskAttribute";

    /// <summary>Whether a type is of a definition with this full name: <c>System.Threading.Tasks.Task`1</c>.</summary>
    public static bool Is(this ITypeSymbol type, string metadataName) =>
        type.OriginalDefinition is INamedTypeSymbol named
        && metadataName == (named.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." : "") + named.MetadataName
        && named.ContainingType is null;

    /// <summary>The one type argument, if a type is of a definition.</summary>
    public static ITypeSymbol? Argument(this ITypeSymbol type, string metadataName) =>
        type.Is(metadataName) ? ((INamedTypeSymbol)type).TypeArguments[0] : null;

    public static AttributeData? Attribute(this ISymbol symbol, string metadataName) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Is(metadataName) == true);

    /// <summary>A named argument of an attribute, if it is given.</summary>
    public static T? Named<T>(this AttributeData? attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute?.NamedArguments ?? [])
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>Why a type cannot be that of a port; null when it can.</summary>
    public static string? RefusalAsPort(this ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => "a pointer",
        { IsRefLikeType: true } => "a ref struct",
        { TypeKind: TypeKind.Delegate } => "a delegate",
        _ => null,
    };

    /// <summary>Whether <c>new T()</c> can be written.</summary>
    public static bool CanBeMade(this ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol parameter => parameter.HasConstructorConstraint,
        INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } named =>
            named.InstanceConstructors.Any(c => c.Parameters.IsEmpty && c.DeclaredAccessibility == Accessibility.Public) && !HasRequired(named),
        _ => false,
    };

    /// <summary>The one item of a list of one; otherwise nothing.</summary>
    public static T? OnlyOne<T>(this IReadOnlyList<T> items) => items.Count == 1 ? items[0] : default;

    public static Location? Location(this AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } reference
            ? Microsoft.CodeAnalysis.Location.Create(reference.SyntaxTree, reference.Span)
            : null;

    private static bool HasRequired(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers().Any(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            {
                return true;
            }
        }

        return false;
    }
}
