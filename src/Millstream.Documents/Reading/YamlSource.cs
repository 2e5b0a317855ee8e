using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Millstream.Documents;

/// <summary>Reads YAML: values only, no tags, aliases within a limit.</summary>
/// <remarks>Stands on the parser's events and keeps its own stack: what is nested deeply ends with a fault, not with the thread's stack.</remarks>
internal sealed class YamlSource
{
    private readonly DocumentLimits _limits;
    private readonly Dictionary<string, SourceValue> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<Open> _open = new();
    private SourceValue? _root;
    private long _count;
    private int _aliases;

    private YamlSource(DocumentLimits limits) => _limits = limits;

    /// <exception cref="SourceException">It is no YAML, or holds what a document may not.</exception>
    public static SourceValue Read(string text, DocumentLimits limits)
    {
        var source = new YamlSource(limits);
        var parser = new Parser(new StringReader(text));
        try
        {
            int documents = 0;
            while (parser.MoveNext())
            {
                ParsingEvent at = parser.Current!;
                if (at is DocumentStart && ++documents > 1)
                {
                    throw new SourceException("A text holds one document; here begins another.", PlaceOf(at.Start));
                }

                source.Take(at);
            }
        }
        catch (Exception exception) when (
            (exception is InvalidOperationException || (exception is YamlException && exception.Message.Contains("tab", StringComparison.Ordinal))) && FindTab(text) is { Line: > 0 } tab)
        {
            throw new SourceException("This is no YAML: a tab stands before the text of this line. YAML is indented by spaces only.", tab, exception);
        }
        catch (YamlException exception)
        {
            throw new SourceException($"This is no YAML: {exception.Message.TrimEnd('.')}.{Quotes(exception.Message)}", PlaceOf(exception.Start), exception);
        }
        catch (InvalidOperationException exception)
        {
            // So the parser ends where a bracket is open and what comes cannot be in it.
            throw new SourceException(
                "This is no YAML: behind this place something is missing, such as a comma between members or the '}' or ']' that closes what is open.",
                parser.Current is { } at ? PlaceOf(at.Start) : default,
                exception);
        }
        catch (Exception exception) when (exception is not (SourceException or OutOfMemoryException))
        {
            // The parser throws others too where a text is not what it looked like.
            throw new SourceException($"This is no YAML: {exception.Message}", parser.Current is { } at ? PlaceOf(at.Start) : default, exception);
        }

        return source._root ?? SourceValue.Of(DocumentValue.Null, new Place(1, 1));
    }

    /// <summary>Says what to put in quotes, and in which, where that may be what is missing.</summary>
    private static string Quotes(string message) =>
        message.Contains("escape", StringComparison.Ordinal) ? " Single quotes leave '\\' as it is."
        : message.Contains("flow mapping", StringComparison.Ordinal) || message.Contains("flow sequence", StringComparison.Ordinal) || message.Contains("plain scalar", StringComparison.Ordinal)
            ? " Texts with ': ', ',', '{' or '}' in them stand in quotes."
        : "";

    /// <summary>Gives the place of the first tab that a line is indented with; none where there is none.</summary>
    private static Place FindTab(string text)
    {
        int line = 1;
        foreach (ReadOnlySpan<char> one in text.AsSpan().EnumerateLines())
        {
            int column = one[..^one.TrimStart().Length].IndexOf('\t');
            if (column >= 0 && !one.Trim().IsEmpty)
            {
                return new Place(line, column + 1);
            }

            line++;
        }

        return default;
    }

    private static Place PlaceOf(in Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private void Take(ParsingEvent at)
    {
        Place place = PlaceOf(at.Start);
        if (at is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag })
        {
            throw new SourceException($"A document has no tags, and names no types: '{tag}' must go.", place);
        }

        switch (at)
        {
            case MappingStart map:
                Enter(new Open(place, isMap: true, AnchorOf(map)));
                break;
            case SequenceStart list:
                Enter(new Open(place, isMap: false, AnchorOf(list)));
                break;
            case MappingEnd or SequenceEnd:
                Open ended = _open.Pop();
                Add(Anchored(ended.IsMap ? SourceValue.Map(ended.Members, ended.At) : SourceValue.List(ended.Items, ended.At), ended.Anchor));
                break;
            case Scalar scalar:
                Count(1, place);
                if (Surrogates.FindLone(scalar.Value) >= 0)
                {
                    throw new SourceException("This is no YAML: a text holds half of a character.", place);
                }

                DocumentValue value = scalar.Style == ScalarStyle.Plain ? YamlScalars.Of(scalar.Value) : scalar.Value;
                if (_open.TryPeek(out Open? map2) && map2 is { IsMap: true, Name: null })
                {
                    map2.Name = scalar.Value;
                    map2.NameAt = place;
                    if (AnchorOf(scalar) is not null)
                    {
                        throw new SourceException("A name in a map has no anchor.", place);
                    }
                }
                else
                {
                    Add(Anchored(SourceValue.Of(value, place), AnchorOf(scalar)));
                }

                break;
            case AnchorAlias alias:
                Refer(alias, place);
                break;
        }
    }

    private static string? AnchorOf(NodeEvent at) => at.Anchor.IsEmpty ? null : at.Anchor.Value;

    private void Enter(Open open)
    {
        Count(1, open.At);
        CheckName(open.At);
        _open.Push(open);
        CheckDepth(_open.Count, open.At);
    }

    private void Refer(AnchorAlias alias, Place place)
    {
        CheckName(place);
        if (++_aliases > _limits.MaxAliases)
        {
            throw new SourceException($"The document has more than {_limits.MaxAliases} aliases.", place);
        }

        if (!_anchors.TryGetValue(alias.Value.Value, out SourceValue? value))
        {
            throw new SourceException($"The alias '*{alias.Value.Value}' refers to nothing before it.", place);
        }

        Count(value.Count, place);
        CheckDepth(_open.Count + value.Depth, place);
        Add(value);
    }

    private void CheckName(Place place)
    {
        if (_open.TryPeek(out Open? open) && open is { IsMap: true, Name: null })
        {
            throw new SourceException("The names in a map are texts.", place);
        }
    }

    private void CheckDepth(int depth, Place place)
    {
        if (depth > _limits.MaxDepth)
        {
            throw new SourceException($"The document is nested more than {_limits.MaxDepth} deep.", place);
        }
    }

    private void Count(long values, Place place)
    {
        _count += values;
        if (_count > _limits.MaxValues)
        {
            throw new SourceException($"The document has more than {_limits.MaxValues} values, counted where aliases stand for them.", place);
        }
    }

    private SourceValue Anchored(SourceValue value, string? anchor)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = value;
        }

        return value;
    }

    private void Add(SourceValue value)
    {
        if (!_open.TryPeek(out Open? open))
        {
            _root = value;
        }
        else if (open.IsMap)
        {
            open.Members.Add(new SourceMember(open.Name!, open.NameAt, value));
            open.Name = null;
        }
        else
        {
            open.Items.Add(value);
        }
    }

    /// <summary>A map or list that has begun.</summary>
    private sealed class Open(Place at, bool isMap, string? anchor)
    {
        public Place At => at;

        public bool IsMap => isMap;

        public string? Anchor => anchor;

        public List<SourceMember> Members { get; } = [];

        public List<SourceValue> Items { get; } = [];

        /// <summary>Gets or sets the name whose value comes next; null where a name does.</summary>
        public string? Name { get; set; }

        public Place NameAt { get; set; }
    }
}
