using Microsoft.CodeAnalysis;

namespace Millstream.Generators.Reading;

/// <summary>Finds the settings in a settings type: its public properties that can be set.</summary>
internal static class SettingsReader
{
    private static readonly string[] Verbs = ["Gets or sets ", "Gets or initializes ", "Gets "];

    public static EquatableList<SettingModel> Read(ITypeSymbol type, CancellationToken cancellationToken)
    {
        var settings = new List<SettingModel>();
        var seen = new HashSet<string>();
        for (ITypeSymbol? at = type; at is not null && at.SpecialType != SpecialType.System_Object; at = at.BaseType)
        {
            // Those of the base class first, as a reader would list them.
            settings.InsertRange(0, at.GetMembers().OfType<IPropertySymbol>().Where(IsSetting).Where(p => seen.Add(p.Name)).Select(p => Of(p, cancellationToken)));
        }

        return new(settings);
    }

    private static bool IsSetting(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, ReturnsByRef: false, ReturnsByRefReadonly: false }
        && property is { GetMethod.DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public }
        && !property.Type.IsRefLikeType && property.Type is not IPointerTypeSymbol;

    private static SettingModel Of(IPropertySymbol property, CancellationToken cancellationToken)
    {
        AttributeData? range = property.Attribute("System.ComponentModel.DataAnnotations.RangeAttribute");
        string words = WithoutVerb(Comments.Of(property, cancellationToken).Summary);
        return new SettingModel
        {
            Name = property.Name,
            Type = TypeText.Of(property.Type),
            IsInitOnly = property.SetMethod!.IsInitOnly,
            Minimum = Bound(property.Type, range, isGreatest: false),
            Maximum = Bound(property.Type, range, isGreatest: true),
            Also = Also(property),
            Documentation = words.Length > 0
                ? words
                : property.Attribute("System.ComponentModel.DescriptionAttribute")?.ConstructorArguments.OnlyOne().Value as string ?? "",
        };
    }

    /// <summary>Leaves out what a C# programmer writes before what a property is: settings are read by others too.</summary>
    private static string WithoutVerb(string summary)
    {
        string? verb = Verbs.FirstOrDefault(v => summary.StartsWith(v, StringComparison.Ordinal) && summary.Length > v.Length);
        return verb is null ? summary : char.ToUpperInvariant(summary[verb.Length]) + summary.Substring(verb.Length + 1);
    }

    /// <summary>What forms show of a setting, and the values that it may have.</summary>
    private static string Also(IPropertySymbol property)
    {
        string? label = property.Attribute("System.ComponentModel.DataAnnotations.DisplayAttribute").Named<string>("Name")
            ?? property.Attribute("System.ComponentModel.DisplayNameAttribute")?.ConstructorArguments.OnlyOne().Value as string;
        string? unit = property.Attribute("Millstream.UnitAttribute")?.ConstructorArguments.OnlyOne().Value as string;
        string? inlets = property.Attribute("Millstream.InletCountAttribute")?.ConstructorArguments.OnlyOne().Value as string;
        bool isHidden = property.Attribute("System.ComponentModel.BrowsableAttribute")?.ConstructorArguments.OnlyOne().Value is false;
        return string.Concat(
            Choices(property) is { Length: > 0 } choices ? $"Choices = [{choices}], " : "",
            label is null ? "" : $"Label = {TypeText.Literal(label)}, ",
            unit is null ? "" : $"Unit = {TypeText.Literal(unit)}, ",
            inlets is null ? "" : $"CountsInlets = {TypeText.Literal(inlets)}, ",
            Format(property) is { } format ? $"Format = {TypeText.Literal(format)}, " : "",
            isHidden ? "IsHidden = true, " : "");
    }

    private static string? Choices(IPropertySymbol property)
    {
        TypedConstant[] given = [.. property.Attribute("System.ComponentModel.DataAnnotations.AllowedValuesAttribute")?.ConstructorArguments ?? []];
        if (given.Length == 1 && given[0].Kind == TypedConstantKind.Array)
        {
            given = [.. given[0].Values];
        }

        return string.Join(", ", given.Select(choice => choice.Kind == TypedConstantKind.Enum
            ? TypeText.Constant(choice.Value, choice.Type!)
            : TypeText.Constant(choice.Value, choice.Value is null ? property.Type : Bare(property.Type))));
    }

    /// <summary>The values of System.ComponentModel.DataAnnotations.DataType that forms know.</summary>
    private static string? Format(IPropertySymbol property) =>
        property.Attribute("System.ComponentModel.DataAnnotations.DataTypeAttribute")?.ConstructorArguments.OnlyOne().Value switch
        {
            string custom => custom,
            5 => "phone",
            9 => "multiline",
            10 => "email",
            11 => "password",
            12 => "uri",
            _ => null,
        };

    private static ITypeSymbol Bare(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    /// <summary>A bound as it is written, of the property's own type; null where there is none.</summary>
    private static string? Bound(ITypeSymbol property, AttributeData? range, bool isGreatest)
    {
        ITypeSymbol type = Bare(property);
        TypedConstant[] arguments = [.. range?.ConstructorArguments ?? []];
        object? bound = arguments.Length < 2 ? null : arguments[arguments.Length - (isGreatest ? 1 : 2)].Value;
        return bound switch
        {
            null => null,
            string text when type.SpecialType == SpecialType.System_String => TypeText.Literal(text),
            string text => $"{TypeText.Of(type)}.Parse({TypeText.Literal(text)}, global::System.Globalization.CultureInfo.InvariantCulture)",
            double number when type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 => Whole(number, type, isGreatest),
            _ when type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double => TypeText.Constant(bound, type),
            _ => null,
        };
    }

    /// <summary>A bound of a whole number that was written as a floating-point one, as <c>long.MaxValue</c> is by <c>Range</c>; null where every value of the type is within it.</summary>
    private static string? Whole(double bound, ITypeSymbol type, bool isGreatest)
    {
        (double Least, double Greatest) values = type.SpecialType switch
        {
            SpecialType.System_SByte => (sbyte.MinValue, sbyte.MaxValue),
            SpecialType.System_Byte => (byte.MinValue, byte.MaxValue),
            SpecialType.System_Int16 => (short.MinValue, short.MaxValue),
            SpecialType.System_UInt16 => (ushort.MinValue, ushort.MaxValue),
            SpecialType.System_Int32 => (int.MinValue, int.MaxValue),
            SpecialType.System_UInt32 => (uint.MinValue, uint.MaxValue),
            SpecialType.System_Int64 => (long.MinValue, (double)long.MaxValue),
            _ => (ulong.MinValue, (double)ulong.MaxValue),
        };
        double whole = isGreatest ? Math.Floor(bound) : Math.Ceiling(bound);
        return whole > values.Least && whole < values.Greatest ? TypeText.Constant((decimal)whole, type) : null;
    }
}
