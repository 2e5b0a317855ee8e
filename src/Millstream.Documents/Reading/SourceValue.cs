namespace Millstream.Documents;

/// <summary>A value as it stands in a text, and where.</summary>
internal sealed class SourceValue
{
    private SourceValue(DocumentValueKind kind, Place place)
    {
        Kind = kind;
        At = place;
    }

    public DocumentValueKind Kind { get; }

    public Place At { get; }

    /// <summary>Gets a text, number or truth as a value.</summary>
    public DocumentValue Scalar { get; private init; } = DocumentValue.Null;

    public IReadOnlyList<SourceValue> Items { get; private init; } = [];

    /// <summary>Gets the members of a map, also those whose name comes again.</summary>
    public IReadOnlyList<SourceMember> Members { get; private init; } = [];

    /// <summary>Gets how many values it is, with all in it.</summary>
    public long Count { get; private init; } = 1;

    /// <summary>Gets how deep it is: 1 for a value alone.</summary>
    public int Depth { get; private init; } = 1;

    public static SourceValue Of(DocumentValue scalar, Place at) => new(scalar.Kind, at) { Scalar = scalar };

    public static SourceValue List(IReadOnlyList<SourceValue> items, Place at) => new(DocumentValueKind.List, at)
    {
        Items = items,
        Count = 1 + items.Sum(i => i.Count),
        Depth = 1 + items.Select(i => i.Depth).DefaultIfEmpty(0).Max(),
    };

    public static SourceValue Map(IReadOnlyList<SourceMember> members, Place at) => new(DocumentValueKind.Map, at)
    {
        Members = members,
        Count = 1 + members.Sum(m => m.Value.Count),
        Depth = 1 + members.Select(m => m.Value.Depth).DefaultIfEmpty(0).Max(),
    };

    /// <summary>Gives what it is in words: <c>a list</c>.</summary>
    public string Shown => Kind switch
    {
        DocumentValueKind.Null => "nothing",
        DocumentValueKind.List => "a list",
        DocumentValueKind.Map => "a map",
        _ => Scalar.Text.Length <= 60 ? $"'{Scalar.Text}'" : $"'{Scalar.Text[..60]}…'",
    };
}

/// <summary>A member of a map, as it stands in a text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where the name stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record SourceMember(string Name, Place At, SourceValue Value);

/// <summary>Halves of characters, which no text may hold.</summary>
internal static class Surrogates
{
    /// <summary>Finds the first that stands alone; -1 where there is none.</summary>
    public static int FindLone(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A place in a text: line and column, from 1; the default for none.</summary>
internal readonly record struct Place(int Line, int Column);

/// <summary>Thrown while a text is read that has not the form of its format, or is too large.</summary>
internal sealed class SourceException : Exception
{
    internal SourceException(string message, Place at, Exception? cause = null)
        : base(message, cause) =>
        At = at;

    public Place At { get; }
}
