using Millstream.Declarations;

namespace Millstream.Documents;

/// <summary>Reads the fields of one map, and knows in the end which it has that it may not.</summary>
internal sealed class FieldReader
{
    private readonly DocumentReader _reader;
    private readonly SourceValue _source;
    private readonly string _what;
    private readonly List<string> _known = [];

    /// <summary>Begins with a map; what is none is told.</summary>
    /// <param name="reader">Is told what is wrong.</param>
    /// <param name="source">The map.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="what">What it is.</param>
    /// <param name="instead">What is written instead of what is no map, as one more sentence.</param>
    public FieldReader(DocumentReader reader, SourceValue source, string path, string what, string instead = "")
    {
        _reader = reader;
        _source = source;
        _what = what;
        Path = path;
        if (source.Kind != DocumentValueKind.Map)
        {
            reader.Fault(path, source.At, $"{what} is a map of its fields, not {source.Shown}.{instead}");
        }
    }

    public string Path { get; }

    public Place At => _source.At;

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Gives a field, or null where there is none.</summary>
    public SourceValue? Take(string name)
    {
        _known.Add(name);
        SourceMember? member = _source.Members.FirstOrDefault(m => m.Name == name);
        if (member is not null)
        {
            _reader.Note(PathOf(name), member);
        }

        return member?.Value;
    }

    public bool Has(string name) => _source.Members.Any(m => m.Name == name);

    public string? Text(string name)
    {
        SourceValue? value = Take(name);
        return value is null ? null
            : value.Kind is DocumentValueKind.Text or DocumentValueKind.Number or DocumentValueKind.Truth ? value.Scalar.Text
            : Wrong<string>(name, value, "a text");
    }

    public bool Truth(string name) => Take(name) switch
    {
        null => false,
        { Kind: DocumentValueKind.Truth } value => value.Scalar.Text == "true",
        var value => Wrong<object>(name, value, "true or false") is not null,
    };

    public bool? TruthOrNone(string name)
    {
        bool truth = Truth(name);
        return Has(name) ? truth : null;
    }

    public long? Whole(string name, long most) => Take(name) switch
    {
        null => null,
        { Kind: DocumentValueKind.Number } value when value.Scalar.NumberValue() is long number && number >= -most && number <= most => number,
        var value => Wrong(name, value, $"a whole number up to {most}"),
    };

    public double? Number(string name) => Take(name) switch
    {
        null => null,
        { Kind: DocumentValueKind.Number } value => Convert.ToDouble(value.Scalar.NumberValue(), System.Globalization.CultureInfo.InvariantCulture),
        var value => WrongNumber(name, value),
    };

    public TimeSpan? Time(string name) => Take(name) switch
    {
        null => null,
        { Kind: DocumentValueKind.Text or DocumentValueKind.Number } value when Declarations.Durations.TryParse(value.Scalar.Text, out TimeSpan time) => time,
        var value => WrongTime(name, value),
    };

    /// <summary>Reads one of some words.</summary>
    public T? Word<T>(string name, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        SourceValue? value = Take(name);
        if (value is null)
        {
            return null;
        }

        foreach ((string word, T meant) in words)
        {
            if (value.Kind == DocumentValueKind.Text && value.Scalar.Text == word)
            {
                return meant;
            }
        }

        var all = new List<string>();
        foreach ((string word, _) in words)
        {
            all.Add(word);
        }

        _reader.Fault(PathOf(name), value.At, $"'{name}' is one of {string.Join(", ", all)}, not {value.Shown}.{NoParameter(value)}{Suggestions.For(value.Scalar.Text, all)}");
        return null;
    }

    /// <summary>Tells the fields that were not asked for, and those that are there twice.</summary>
    public void End()
    {
        foreach (IGrouping<string, SourceMember> same in _source.Members.GroupBy(m => m.Name, StringComparer.Ordinal))
        {
            if (!_known.Contains(same.Key))
            {
                string why = same.Key.StartsWith('$') ? " A document names no types." : same.Key == "<<" ? " Fields are not merged: write out what they are to be, or make a sub-graph of what is the same." : "";
                _reader.Fault(
                    PathOf(same.Key),
                    same.First().At,
                    $"{_what} has no field '{ValueWords.Short(same.Key)}'.{why}{Comma(same.First().Value.Kind)}{Suggestions.For(same.Key, _known, "It has")}");
            }
            else if (same.Count() > 1)
            {
                _reader.Fault(PathOf(same.Key), same.ElementAt(1).At, $"'{same.Key}' is there twice. Leave out one of them.");
            }
        }
    }

    /// <summary>Says, of a field without a value, that it may be the rest of a text: <c>{ help: The class, 5 for 5xx }</c>.</summary>
    public static string Comma(DocumentValueKind kind) => kind == DocumentValueKind.Null ? " Texts with commas stand in quotes here." : "";

    private static string NoParameter(SourceValue value) =>
        value.Kind == DocumentValueKind.Text && value.Scalar.Text.Contains("${", StringComparison.Ordinal) ? " Settings take parameters; options and other fields take none." : "";

    private T? Wrong<T>(string name, SourceValue value, string wanted)
        where T : class
    {
        _reader.Fault(PathOf(name), value.At, $"'{name}' is {wanted}, not {value.Shown}.{NoParameter(value)}");
        return null;
    }

    private long? Wrong(string name, SourceValue value, string wanted)
    {
        Wrong<string>(name, value, wanted);
        return null;
    }

    private double? WrongNumber(string name, SourceValue value)
    {
        Wrong<string>(name, value, "a number");
        return null;
    }

    private TimeSpan? WrongTime(string name, SourceValue value)
    {
        Wrong<string>(name, value, "a time such as 500ms, 30s, 1h30m or 00:01:00");
        return null;
    }
}
