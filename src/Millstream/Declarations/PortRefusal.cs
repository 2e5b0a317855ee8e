using Millstream.Graphs;

namespace Millstream;

/// <summary>Why two ports are not joined; nothing has changed.</summary>
/// <param name="From">The outlet: <c>task.outlet</c>.</param>
/// <param name="To">The inlet: <c>task.inlet</c>.</param>
/// <param name="Clashes">Each field that does not fit; empty where something else is the matter.</param>
/// <param name="Message">What is wrong, with which ports and fields.</param>
public sealed record PortRefusal(string From, string To, ValueList<FieldClash> Clashes, string Message)
{
    internal static PortRefusal OfFields(string from, string to, FieldClash[] clashes, string? types = null) =>
        new(from, to, ValueList.Create<FieldClash>(clashes), $"'{from}' does not fit '{to}': {string.Join(", ", clashes.Select(c => c.ToString()))}.{types}");

    internal static PortRefusal Of(string from, string to, string message) => new(from, to, [], message);

    internal static string OfTypes(string from, Port outlet, string to, Port inlet) =>
        $" '{from}' is {TypeName.Of(outlet.ItemType)}, '{to}' needs {TypeName.Of(inlet.ItemType)}.";
}

/// <summary>A field that does not fit.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Given">What the outlet says; null for nothing.</param>
/// <param name="Wanted">What the inlet says; null for nothing.</param>
/// <param name="Reason">Why the inlet cannot say the same, where it could have; null where it is fixed.</param>
public sealed record FieldClash(string Field, string? Given, string? Wanted, string? Reason = null)
{
    /// <summary>Writes the clash as <c>content (number, text)</c>.</summary>
    public override string ToString() => $"{Field} ({Given ?? "none"}, {Wanted ?? "none"}){(Reason is null ? "" : $" because {Reason}")}";
}
