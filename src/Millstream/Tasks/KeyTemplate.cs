using System.Globalization;
using Millstream.Durability;
using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Makes the key of an item: text with <c>{index}</c>, <c>{index:D5}</c>, and the parameters of the tasks before it in braces.</summary>
/// <remarks>Read and bound to its flow once, when that is built; whatever is wrong with it is told then.</remarks>
internal sealed class KeyTemplate
{
    private const string Index = "index";
    private const string IterationIndex = "iteration_index";

    private readonly Part[] _parts;

    private KeyTemplate(Part[] parts) => _parts = parts;

    /// <summary>Gets whether the key depends on the item.</summary>
    public bool IsPerItem => _parts.Any(p => p is not LiteralPart);

    /// <summary>
    /// Gets whether items with different indices cannot have the same key: one side of an <c>{index}</c> is the same for all items, and the other
    /// begins with a sign that is no part of a number.
    /// </summary>
    public bool IsUnique => Enumerable.Range(0, _parts.Length).Any(at =>
    {
        bool isLeftFixed = _parts.Take(at).All(p => p is LiteralPart);
        bool isRightFixed = _parts.Skip(at + 1).All(p => p is LiteralPart);
        return _parts[at] is IndexPart
            && ((isLeftFixed && isRightFixed)
                || (isLeftFixed && _parts[at + 1] is LiteralPart { Text: [var next, ..] } && IsDelimiter(next))
                || (isRightFixed && _parts[at - 1] is LiteralPart { Text: [.., var last] } && IsDelimiter(last)));
    });

    /// <summary>Gets the tasks whose argument the key names.</summary>
    public IEnumerable<FlowNode> Captures => _parts.OfType<ParameterPart>().Select(p => p.Node).Distinct();

    /// <summary>Reads a template for what <paramref name="source"/> gives.</summary>
    /// <param name="text">The template.</param>
    /// <param name="source">What gives the items; the parameters of its task and of those before it may be named.</param>
    /// <param name="isValue">Whether there is one item only, so that its key may be the same for every item.</param>
    /// <exception cref="GraphConfigurationException">Something is wrong with the template.</exception>
    public static KeyTemplate Bind(string text, FlowNode source, bool isValue)
    {
        var names = KeyName.Of(source);
        var faults = new List<string>();
        var template = new KeyTemplate(Joined(Read(text, names, faults)));
        string skeleton = string.Concat(template._parts.Select(p => p is LiteralPart literal ? literal.Text : "x"));
        if (faults.Count == 0 && StoreKey.FaultOf(skeleton) is { } fault)
        {
            faults.Add($"the key {fault}");
        }

        if (faults.Count == 0 && !isValue && !template.IsPerItem)
        {
            faults.Add("every item would get the same key. Put '{index}' in it, or a value of the item");
        }

        string valid = string.Join(", ", new[] { Index, IterationIndex }.Concat(names.Keys).Select(n => $"'{n}'"));
        return faults.Count == 0 ? template : throw new GraphConfigurationException(
            [.. faults.Select(f => new GraphFault(FaultKind.BadSetting, $"Key template '{text}': {f}. Valid names are {valid}."))]);
    }

    /// <summary>Gives the key of the item with that index.</summary>
    public string Render(ItemIndex index) => string.Concat(_parts.Select(p => p.Render(index)));

    private static bool IsDelimiter(char c) => !char.IsAsciiHexDigit(c) && c != '.';

    private static List<Part> Read(string text, Dictionary<string, KeyName> names, List<string> faults)
    {
        var parts = new List<Part>();
        for (int at = 0; at < text.Length;)
        {
            int sign = text.AsSpan(at).IndexOfAny('{', '}');
            sign = sign < 0 ? text.Length : at + sign;
            parts.Add(new LiteralPart(text[at..sign]));
            if (sign == text.Length)
            {
                break;
            }

            if (sign + 1 < text.Length && text[sign + 1] == text[sign])
            {
                parts.Add(new LiteralPart(text[sign].ToString()));
                at = sign + 2;
                continue;
            }

            int end = text.IndexOf('}', sign);
            if (text[sign] == '}')
            {
                faults.Add($"the '}}' at position {sign} closes nothing; for the sign itself write '}}}}'");
                at = sign + 1;
            }
            else if (end < 0)
            {
                faults.Add($"the '{{' at position {sign} is not closed; for the sign itself write '{{{{'");
                break;
            }
            else
            {
                if (Value(text[(sign + 1)..end], sign, names, faults) is { } part)
                {
                    parts.Add(part);
                }

                at = end + 1;
            }
        }

        return parts;
    }

    private static Part? Value(string text, int at, Dictionary<string, KeyName> names, List<string> faults)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string? format = colon < 0 ? null : text[(colon + 1)..];
        switch (name)
        {
            case "":
                faults.Add($"the braces at position {at} hold no name");
                return null;
            case Index or IterationIndex:
                if (format is null || (format is ['D' or 'd' or 'X' or 'x', ..] && IsNumber(format.AsSpan(1))))
                {
                    return new IndexPart(format);
                }

                faults.Add($"an index cannot be written in the format '{format}'; use D5 or X4, for example");
                return null;
            default:
                if (names.TryGetValue(name, out KeyName? found))
                {
                    return found.Parameter.IsFixed
                        ? new LiteralPart(Text(found.Parameter.Value, format))
                        : new ParameterPart(found.Node, found.Parameter, format);
                }

                faults.Add($"there is no value called '{name}'");
                return null;
        }
    }

    private static bool IsNumber(ReadOnlySpan<char> digits) => digits.Length <= 2 && !digits.ContainsAnyExceptInRange('0', '9');

    /// <summary>Makes one part of literals that follow each other.</summary>
    private static Part[] Joined(List<Part> parts)
    {
        var joined = new List<Part>();
        foreach (Part part in parts)
        {
            if (part is LiteralPart literal && joined is [.., LiteralPart before])
            {
                joined[^1] = new LiteralPart(before.Text + literal.Text);
            }
            else if (part is not LiteralPart { Text: "" })
            {
                joined.Add(part);
            }
        }

        return [.. joined];
    }

    /// <summary>Writes a value as a part of a key: the same everywhere, and so that different values differ.</summary>
    private static string Text(object? value, string? format) => StoreKey.Escape(value switch
    {
        null => null,
        DateTime or DateTimeOffset or TimeOnly or DateOnly when format is null =>
            ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    });

    private abstract record Part
    {
        public abstract string Render(ItemIndex index);
    }

    private sealed record LiteralPart(string Text) : Part
    {
        public override string Render(ItemIndex index) => Text;
    }

    private sealed record IndexPart(string? Format) : Part
    {
        public override string Render(ItemIndex index) => index.ToString(Format, CultureInfo.InvariantCulture);
    }

    private sealed record ParameterPart(FlowNode Node, TaskParameter Parameter, string? Format) : Part
    {
        public override string Render(ItemIndex index) => Text(Parameter.ValueFor(index.CapturedBy(Node)), Format);
    }
}
