using Millstream.Data;

namespace Millstream.Files;

/// <summary>Items as lines: a text as it is, a number as it is written, anything else as JSON.</summary>
internal static class ItemText
{
    public static string Of(object? item) => item as string ?? Cell.From(item) switch
    {
        { Kind: CellKind.Null } => "null",
        var cell => cell.ToString(),
    };
}
