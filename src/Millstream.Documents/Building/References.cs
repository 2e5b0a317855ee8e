using System.Globalization;
using System.Text;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>A value without references.</summary>
/// <param name="Value">The value: a text, number, truth, time, list, map or <see cref="Credential"/>; null for nothing.</param>
/// <param name="IsKnown">Whether there is one: a document that is only checked has parameters without values.</param>
internal readonly record struct Resolved(object? Value, bool IsKnown = true)
{
    public static Resolved Unknown { get; } = new(null, IsKnown: false);
}

/// <summary>Puts values in the place of <c>${parameter}</c> and <c>${env:NAME}</c>.</summary>
internal sealed class References
{
    private const string Variable = "env:";
    private readonly Assembling _assembling;
    private readonly Dictionary<string, Resolved> _values;
    private readonly GraphUse? _use;

    /// <summary>Where the document around gives the values of parameters, by their names.</summary>
    private readonly Dictionary<string, Spot> _origins;

    private References(Assembling assembling, Dictionary<string, Resolved> values, Dictionary<string, Spot> origins, GraphUse? use)
    {
        _origins = origins;
        _assembling = assembling;
        _values = values;
        _use = use;
    }

    /// <summary>Gives the parameters of a document their values.</summary>
    /// <param name="assembling">Is told what is wrong.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="at">The document.</param>
    /// <param name="given">What they are given.</param>
    /// <param name="around">Those of the document around it, which it sees too; null for none.</param>
    /// <param name="use">The node that the document is a part by; null for the document that is run.</param>
    public static References Of(
        Assembling assembling, IReadOnlyList<DocumentParameter> parameters, Spot at, IReadOnlyDictionary<string, Resolved> given, References? around, GraphUse? use = null)
    {
        var made = new References(
            assembling,
            around is null ? new(StringComparer.Ordinal) : new(around._values, StringComparer.Ordinal),
            around is null ? new(StringComparer.Ordinal) : new(around._origins, StringComparer.Ordinal),
            use);
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in given.Keys.Where(name => !known.Contains(name)))
        {
            assembling.Fault(
                FaultKind.BadSetting,
                use?.Of(name) ?? at.At("parameters"),
                $"{use?.Named}There is no parameter '{name}'.{assembling.Suggest(name, parameters.Select(p => p.Name), "The document has")}");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocumentParameter parameter in parameters)
        {
            Spot spot = at.At("parameters").At(parameter.Name);
            if (!IsName(parameter.Name))
            {
                assembling.Fault(FaultKind.InvalidName, spot, $"'{parameter.Name}' is no name of a parameter. Use letters, digits, '-' and '_', and begin with a letter.");
            }
            else if (!seen.Add(parameter.Name))
            {
                assembling.Fault(FaultKind.DuplicateName, spot, $"The parameter '{parameter.Name}' is there twice. Leave out one of them.");
            }
            else
            {
                made._values[parameter.Name] = made.ValueOf(parameter, spot, given);
                made._origins.Remove(parameter.Name);
                if (use is not null && given.ContainsKey(parameter.Name))
                {
                    made._origins.Add(parameter.Name, use.Of(parameter.Name));
                }
            }
        }

        return made;
    }

    /// <summary>Gives the value of a parameter; unknown, and told, where there is none of that name.</summary>
    public Resolved Parameter(string name, Spot at)
    {
        if (_values.TryGetValue(name, out Resolved value))
        {
            return value;
        }

        _assembling.Fault(FaultKind.BadSetting, at, $"There is no parameter '{name}'.{_assembling.Suggest(name, _values.Keys, "The document has")}");
        return Resolved.Unknown;
    }

    /// <summary>Says, as a last sentence of a fault of a value, where the document around gives what it refers to; nothing where it gives nothing.</summary>
    public string OriginOf(DocumentValue value) => value.Kind switch
    {
        DocumentValueKind.Text => string.Concat(_origins
            .Where(o => value.Text.Contains($"${{{o.Key}}}", StringComparison.Ordinal))
            .Select(o => $" The value of '{o.Key}' is given at {o.Value.Shown}.")),
        DocumentValueKind.List => string.Concat(value.Items.Select(OriginOf).Distinct()),
        DocumentValueKind.Map => string.Concat(value.Members.Select(m => OriginOf(m.Value)).Distinct()),
        _ => "",
    };

    /// <summary>Gives a value with all that it refers to.</summary>
    public Resolved Resolve(DocumentValue value, Spot at)
    {
        switch (value.Kind)
        {
            case DocumentValueKind.Null:
                return new Resolved(null);
            case DocumentValueKind.Truth:
                return new Resolved(value.Text == "true");
            case DocumentValueKind.Number:
                return new Resolved(value.NumberValue());
            case DocumentValueKind.Text:
                return Text(value.Text, at);
            case DocumentValueKind.List:
                Resolved[] items = [.. value.Items.Select((item, i) => Resolve(item, at.At(i)))];
                return items.All(i => i.IsKnown) ? new Resolved(items.Select(i => i.Value).ToList()) : Resolved.Unknown;
            default:
                if (value.CredentialName is { } credential)
                {
                    return new Resolved(new Credential(credential));
                }

                var members = new Dictionary<string, object?>(StringComparer.Ordinal);
                bool isKnown = true;
                foreach (DocumentMember member in value.Members)
                {
                    Resolved resolved = Resolve(member.Value, at.At(member.Name));
                    isKnown &= resolved.IsKnown;
                    members[member.Name] = resolved.Value;
                }

                return isKnown ? new Resolved(members) : Resolved.Unknown;
        }
    }

    /// <summary>Gives a condition with all that its values refer to.</summary>
    public DocumentCondition Resolve(DocumentCondition condition, Spot at) => condition with
    {
        Value = condition.Value is { } value ? Resolve(value, at.At("value")) is { IsKnown: true } known ? Plain(known.Value) : value : null,
        All = [.. condition.All.Select((inner, i) => Resolve(inner, at.At("all").At(i)))],
        Any = [.. condition.Any.Select((inner, i) => Resolve(inner, at.At("any").At(i)))],
        Not = condition.Not is { } not ? Resolve(not, at.At("not")) : null,
    };

    private static DocumentValue Plain(object? value) => value switch
    {
        bool truth => truth,
        long number => number,
        double number => number,
        _ => PortFields.Text(value) ?? "",
    };

    private static bool IsName(string name) => name.Length > 0 && char.IsLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');

    private Resolved ValueOf(DocumentParameter parameter, Spot at, IReadOnlyDictionary<string, Resolved> given)
    {
        if (parameter.Type == ParameterType.Choice && parameter.Choices.Count == 0)
        {
            _assembling.Fault(FaultKind.BadSetting, at, $"The parameter '{parameter.Name}' is a choice, and has none. Write choices: [one, another].");
            return Resolved.Unknown;
        }

        Spot from = _use?.Of(parameter.Name) ?? at;
        string named = _use?.Named ?? "";
        if (!given.TryGetValue(parameter.Name, out Resolved value))
        {
            if (parameter.Default is null)
            {
                if (!_assembling.IsCheck)
                {
                    _assembling.Fault(
                        FaultKind.MissingInput, _use?.At ?? at, $"{named}The parameter '{parameter.Name}' is given no value, and has no default.{(parameter.Help.Length == 0 ? "" : $" It is: {parameter.Help}.")}");
                }

                return Resolved.Unknown;
            }

            from = at.At("default");
            named = "";
            value = Resolve(parameter.Default, from);
        }

        return !value.IsKnown ? value : Typed(parameter, value.Value, from, named);
    }

    private Resolved Typed(DocumentParameter parameter, object? value, Spot at, string named)
    {
        if (Refuse(parameter, value, out object? typed) is not { } why)
        {
            return new Resolved(typed);
        }

        _assembling.Fault(FaultKind.BadSetting, at, $"{named}The parameter '{parameter.Name}' {why}");
        return Resolved.Unknown;
    }

    /// <summary>Makes a value of the parameter's type; says, as the end of a sentence, why it cannot be one.</summary>
    public static string? Refuse(DocumentParameter parameter, object? value, out object? typed)
    {
        Type type = parameter.Type switch
        {
            ParameterType.Integer => typeof(long),
            ParameterType.Number => typeof(double),
            ParameterType.Boolean => typeof(bool),
            ParameterType.Duration => typeof(TimeSpan),
            ParameterType.List => typeof(string[]),
            _ => typeof(string),
        };
        typed = value is not null && type.IsInstanceOfType(value) ? value : null;
        return typed is null && (value is null or Credential || !SettingValue.TryConvert(value, type, out typed)) ? Expected.Instead(type, value)
            : parameter.Type == ParameterType.Choice && !parameter.Choices.Contains((string)typed!) ? Expected.Instead(parameter.Choices, value)
            : null;
    }

    /// <summary>Gives what a text refers to as it is, where it is nothing but one reference; otherwise a text.</summary>
    private Resolved Text(string text, Spot at)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return new Resolved(text);
        }

        var made = new StringBuilder();
        bool isKnown = true;
        for (int i = 0; i < text.Length;)
        {
            int start = text.IndexOf("${", i, StringComparison.Ordinal);
            if (start < 0)
            {
                made.Append(text, i, text.Length - i);
                break;
            }

            if (start > 0 && text[start - 1] == '$')
            {
                // $${ is a ${ that refers to nothing.
                made.Append(text, i, start - 1 - i).Append("${");
                i = start + 2;
                continue;
            }

            int end = text.IndexOf('}', start);
            if (end < 0)
            {
                _assembling.Fault(FaultKind.BadSetting, at, $"'{text}' has a '${{' without its '}}'. Write ${{name}}, or $${{ for the characters themselves.");
                return Resolved.Unknown;
            }

            Resolved found = Referred(text[(start + 2)..end].Trim(), at);
            if (start == 0 && end == text.Length - 1)
            {
                return found;
            }

            isKnown &= found.IsKnown;
            made.Append(text, i, start - i).Append(InText(found.Value));
            i = end + 1;
        }

        return isKnown ? new Resolved(made.ToString()) : Resolved.Unknown;
    }

    private Resolved Referred(string name, Spot at)
    {
        if (!name.StartsWith(Variable, StringComparison.Ordinal))
        {
            return Parameter(name, at);
        }

        string variable = name[Variable.Length..];
        string? value = variable.Length == 0 || variable.Contains('\0', StringComparison.Ordinal) || variable.Contains('=', StringComparison.Ordinal)
            ? null
            : _assembling.Rules.Environment(variable);
        if (value is not null)
        {
            _assembling.Hide(value);
            return new Resolved(value);
        }

        if (!_assembling.IsCheck)
        {
            _assembling.Fault(FaultKind.BadSetting, at, $"The environment variable '{variable}' is not set.");
        }

        return Resolved.Unknown;
    }

    /// <summary>Gives a value as part of a text.</summary>
    private static string InText(object? value) => value switch
    {
        null => "",
        TimeSpan time => Durations.Text(time),
        IEnumerable<string> texts => string.Join(",", texts),
        bool truth => truth ? "true" : "false",
        IReadOnlyList<object?> => "a list",
        IReadOnlyDictionary<string, object?> => "a map",
        Credential => "a secret",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
