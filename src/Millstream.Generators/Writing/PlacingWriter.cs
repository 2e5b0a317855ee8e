using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>Writes the methods that place a task: in a graph, and behind a flow.</summary>
internal sealed class PlacingWriter
{
    private readonly CodeWriter _code;
    private readonly TaskModel _task;
    private readonly ParameterModel[] _inlets;
    private readonly string _definition;
    private readonly string _graph;
    private readonly string _id;
    private readonly string _settings;
    private readonly string _options;

    public PlacingWriter(CodeWriter code, TaskModel task, string definitions)
    {
        _code = code;
        _task = task;
        _inlets = [.. task.Inlets];
        _definition = $"{definitions}.{task.Identifier}{(task.IsGeneric ? task.TypeArguments + "()" : "")}";
        _graph = Free("graph");
        _id = Free("id");
        _settings = Free("settings");
        _options = Free("options");
    }

    /// <summary>What a placing method makes, and so what it takes.</summary>
    private enum Form
    {
        /// <summary>A single value, of single values and lists.</summary>
        Value,

        /// <summary>A stream.</summary>
        Stream,
    }

    private bool HasValueForm => _task.GivesValues;

    private bool HasStreamForm => !HasValueForm || _inlets.Any(p => p.Role != ParameterRole.List);

    public void Write()
    {
        foreach (Form form in Forms())
        {
            Write(form, onGraph: true, receiver: null);
            if (_task.Result.Outlets.Count == 0)
            {
                continue;
            }

            foreach (string? receiver in Receivers(form))
            {
                Write(form, onGraph: false, receiver);
            }
        }
    }

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private IEnumerable<Form> Forms()
    {
        if (HasValueForm)
        {
            yield return Form.Value;
        }

        if (HasStreamForm)
        {
            yield return Form.Stream;
        }
    }

    /// <summary>The types whose methods the fluent forms are; null for one that stands by itself, as a source does.</summary>
    private IEnumerable<string?> Receivers(Form form)
    {
        if (_inlets.Length == 0)
        {
            yield return null;
            yield break;
        }

        bool isList = _inlets[0].Role == ParameterRole.List;
        if (form == Form.Stream || isList)
        {
            yield return "Flow";
        }

        // A value in a stream's place: the other items decide.
        if (form == Form.Value || !HasValueForm || _inlets.Skip(1).Any(p => p.Role == ParameterRole.Item))
        {
            yield return "FlowValue";
        }
    }

    private void Write(Form form, bool onGraph, string? receiver)
    {
        var parameters = new List<string>();
        var words = new List<(string, string)>();
        if (onGraph)
        {
            parameters.Add($"this {Api.GraphBuilder} {_graph}");
            words.Add((_graph, "The graph under construction."));
        }

        foreach (ParameterModel inlet in _inlets)
        {
            bool isReceiver = receiver is not null && inlet == _inlets[0];
            parameters.Add(isReceiver ? $"this {Api.Root}{receiver}<{inlet.ItemType}> {inlet.Name}"
                : $"{InputType(inlet, form)}{(inlet.Default is null ? "" : "?")} {inlet.Name}{(inlet.Default is null ? "" : " = null")}");
            words.Add((inlet.Name, inlet.Documentation.Length > 0 ? inlet.Documentation : $"What the inlet '{inlet.Port}' reads."));
        }

        if (_task.Settings is { } settings)
        {
            parameters.Add($"{settings.Type}? {_settings} = null");
            words.Add((_settings, "The settings; those of a new object unless given."));
        }

        foreach (ParameterModel secret in _task.Secrets)
        {
            parameters.Add($"{Api.Root}Credential? {secret.Name} = null");
            words.Add((secret.Name, secret.Documentation.Length > 0 ? secret.Documentation : $"The credential that the run gives {secret.Port} the secret of; {secret.Credential} unless given."));
        }

        if (onGraph)
        {
            parameters.Add($"string? {_id} = null");
            words.Add((_id, "The node's id; made of the task's name unless given."));
        }

        parameters.Add($"{Api.Options} {_options} = null");
        words.Add((_options, "How the task runs; added to what its attribute says."));
        _code.Line();
        _code.Comment(
            _task.Documentation.Length > 0 ? _task.Documentation : $"Places the task '{_task.Name}'.", [.. words]);
        if (form == Form.Value && HasStreamForm && _inlets.All(p => p.Default is not null || (receiver is not null && p == _inlets[0])))
        {
            // Where nothing but defaults is given, both forms would do.
            _code.Line("[global::System.Runtime.CompilerServices.OverloadResolutionPriority(1)]");
        }

        _code.Line($"{(_task.IsPublic ? "public" : "internal")} static {Returned(form)} {_task.Identifier}{_task.TypeArguments}({string.Join(", ", parameters)})");
        _code.Indent(1);
        foreach (string constraint in _task.Constraints)
        {
            _code.Line(constraint);
        }

        _code.Indent(-1);
        _code.Open();
        WriteBody(form, onGraph, receiver);
        _code.Close();
    }

    private void WriteBody(Form form, bool onGraph, string? receiver)
    {
        string inputs = string.Join(", ", _inlets.Select(inlet => receiver is not null && inlet == _inlets[0]
            ? $"(({Api.Root}StreamInput<{inlet.ItemType}>){inlet.Name}).Input"
            : inlet.Default is null ? $"{inlet.Name}.Input"
            : $"{inlet.Name}?.Input ?? {Api.TaskInput}.Constant<{inlet.ItemType}>({inlet.Default})"));
        string settings = _task.Settings is null ? "null" : _settings;
        string definition = _definition + string.Concat(_task.Secrets.Select(s => $".WithCredential({TypeText.Literal(s.Port)}, {s.Name})"));
        string place = onGraph
            ? $"{Api.TaskPlacing}.Add({_graph}, {definition}, [{inputs}], {_id}, {settings}, {_options})"
            : $"{Api.TaskPlacing}.Place({definition}, [{inputs}], {settings}, {_options})";
        string method = form == Form.Value ? "Value" : "Flow";
        OutletModel[] outlets = [.. _task.Result.Outlets];
        switch (outlets.Length)
        {
            case 0:
                _code.Line(place + ";");
                break;
            case 1:
                _code.Line($"return {place}.{method}<{outlets[0].Type}>();");
                break;
            default:
                string placed = Free("placed");
                _code.Line($"var {placed} = {place};");
                _code.Line($"return ({string.Join(", ", outlets.Select((o, i) => $"{placed}.{method}<{o.Type}>({i})"))});");
                break;
        }
    }

    private string Returned(Form form)
    {
        string kind = Api.Root + (form == Form.Value ? "FlowValue" : "Flow");
        OutletModel[] outlets = [.. _task.Result.Outlets];
        return outlets.Length switch
        {
            0 => "void",
            1 => $"{kind}<{outlets[0].Type}>",
            _ => $"({string.Join(", ", outlets.Select(o => $"{kind}<{o.Type}>{(o.Element.Length == 0 ? "" : " " + o.Element)}"))})",
        };
    }

    private static string InputType(ParameterModel inlet, Form form) =>
        $"{Api.Root}{(form == Form.Value && inlet.Role == ParameterRole.Item ? "ValueInput" : "StreamInput")}<{inlet.ItemType}>";

    /// <summary>A name that no inlet has: <c>id</c>, or else <c>taskId</c>.</summary>
    private string Free(string name)
    {
        while (_inlets.Concat(_task.Secrets).Any(p => p.Name.TrimStart('@') == name))
        {
            name = "task" + Capital(name);
        }

        return name;
    }
}
