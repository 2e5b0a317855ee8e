using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;
using Millstream.Generators.Writing;

namespace Millstream.Generators.Reading;

/// <summary>Says how the pieces of an outlet with a mode become values.</summary>
internal sealed class GrowthReader(string taskName, List<Fault> faults)
{
    public const string Outlet = "Millstream.OutletAttribute";

    /// <summary>The values of the enum Readiness.</summary>
    public const int FirstChunk = 1, Final = 2;

    /// <summary>The values of the enum OutletMode.</summary>
    private const int Append = 1, Replace = 2, Update = 3;

    /// <summary>A mode as it is written; null for none.</summary>
    /// <summary>Whether an outlet's attribute says that the last item is given again to who comes late.</summary>
    public static bool ReplaysLast(AttributeData? attribute) => attribute.Named<int>("Replay") == 1;

    public static string? ModeOf(AttributeData? attribute) => attribute.Named<int>("Mode") switch
    {
        Append => Api.OutletMode + ".Append",
        Replace => Api.OutletMode + ".Replace",
        Update => Api.OutletMode + ".Update",
        _ => null,
    };

    /// <summary>The growth of an outlet's values as it is written; null where each item is a value.</summary>
    /// <param name="item">The type of a piece.</param>
    /// <param name="attribute">The attribute of the outlet, if it has one.</param>
    /// <param name="at">Where to tell a fault.</param>
    public string? Of(ITypeSymbol item, AttributeData? attribute, Location? at)
    {
        if (ModeOf(attribute) is not { } mode)
        {
            return null;
        }

        string isNull = item is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? "!" : "";
        string type = TypeText.Of(item.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        switch (attribute.Named<int>("Mode"))
        {
            case Append when item.SpecialType == SpecialType.System_String:
                return $"{Api.Growth}.Text{isNull}";
            case Append or Update when Element(item) is { } element:
                string id = attribute.Named<int>("Mode") == Update && Id(element) is { } property ? $", static element => element.{property}" : "";
                string whole = item.Is("System.Collections.Generic.List`1") ? $"new {type}(elements)" : "elements";
                return $"{Api.Growth}.List<{type}, {TypeText.Of(element)}>({mode}, static elements => {whole}{id}){isNull}";
            case Append:
                faults.Add(Fault.Of(TaskFaults.NotAppendable, at, taskName, TypeText.ForMessage(item)));
                return null;
            default:
                return $"{Api.Growth}.Latest<{TypeText.Of(item)}>({mode})";
        }
    }

    /// <summary>The type of the elements, of an array or list.</summary>
    private static ITypeSymbol? Element(ITypeSymbol item) =>
        (item is IArrayTypeSymbol { Rank: 1 } array ? array.ElementType : null)
        ?? item.Argument("System.Collections.Generic.IReadOnlyList`1")
        ?? item.Argument("System.Collections.Generic.List`1");

    /// <summary>The property that tells the id of an element; null where it has none.</summary>
    private static string? Id(ITypeSymbol element)
    {
        for (ITypeSymbol? at = element; at is not null; at = at.BaseType)
        {
            if (at.GetMembers("Id").Concat(at.GetMembers("id")).FirstOrDefault(m => !m.IsStatic && m.DeclaredAccessibility == Accessibility.Public
                && m is IPropertySymbol { GetMethod.DeclaredAccessibility: Accessibility.Public } or IFieldSymbol) is { } id)
            {
                return id.Name;
            }
        }

        return null;
    }
}
