using Millstream.Declarations;

namespace Millstream.Documents;

/// <summary>Makes values of documents: what is read again is equal. What is not set is left out.</summary>
internal static class DocumentWriter
{
    public static DocumentValue Write(GraphDocument document)
    {
        var fields = new Fields();
        fields.Add("name", document.Name);
        fields.Text("description", document.Description.Length == 0 ? null : document.Description);
        fields.Map("parameters", document.Parameters.Select(p => new DocumentMember(p.Name, Parameter(p))));
        fields.Add("nodes", DocumentValue.Map([.. document.Nodes.Select(n => new DocumentMember(n.Id, Node(n)))]));
        fields.Map("outputs", document.Outputs.Select(o => new DocumentMember(o.Name, o.From)));
        return fields.Made;
    }

    private static DocumentValue Parameter(DocumentParameter parameter)
    {
        var fields = new Fields();
        fields.Add("type", Words.Of(Words.ParameterTypes, parameter.Type));
        fields.Add("default", parameter.Default);
        fields.List("choices", parameter.Choices.Select(c => (DocumentValue)c));
        fields.Text("help", parameter.Help.Length == 0 ? null : parameter.Help);
        return fields.Made;
    }

    private static DocumentValue Node(DocumentNode node)
    {
        var fields = new Fields();
        Work(fields, node.Work);
        fields.Map("inputs", node.Inputs.Select(i => new DocumentMember(i.Inlet, Input(i))));
        Options(fields, node.Work.Options);
        fields.Text("label", node.Label);
        if (node.Position is { } position)
        {
            fields.Add("position", DocumentValue.Map(new DocumentMember("x", position.X), new DocumentMember("y", position.Y)));
        }

        return fields.Made;
    }

    private static DocumentValue Body(DocumentWork work)
    {
        if (work is TaskWork { Settings.Count: 0 } task && task.Options == NodeOptions.None)
        {
            return task.Task;
        }

        var fields = new Fields();
        Work(fields, work);
        Options(fields, work.Options);
        return fields.Made;
    }

    private static void Work(Fields fields, DocumentWork work)
    {
        switch (work)
        {
            case TaskWork task:
                fields.Add("task", task.Task);
                fields.Map("settings", task.Settings);
                break;
            case GraphWork graph:
                fields.Add("graph", graph.Graph is null ? graph.File ?? "" : Write(graph.Graph));
                fields.Map("settings", graph.Settings);
                break;
            case MapWork map:
                fields.Add("map", Body(map.Body));
                break;
            case ReduceWork reduce:
                fields.Add("reduce", Body(reduce.Body));
                fields.Add("seed", reduce.Seed);
                break;
            case WhileWork loop:
                fields.Add("while", Body(loop.Body));
                fields.Add("until", Condition(loop.Until));
                fields.Text("outlet", loop.Outlet);
                fields.Add("maxIterations", loop.MaxIterations);
                break;
            case IfWork branch:
                fields.Add("if", Condition(branch.Condition));
                fields.Word("onConditionError", Words.ConditionErrors, branch.OnConditionError);
                break;
            case SwitchWork branches:
                fields.Add(
                    "switch",
                    DocumentValue.Map([.. branches.Branches.Select(b => new DocumentMember(b.Name, b.When is null ? DocumentValue.Null : Condition(b.When)))]));
                fields.Text("default", branches.Default);
                fields.Word("matching", Words.Matchings, branches.Matching);
                fields.Word("onConditionError", Words.ConditionErrors, branches.OnConditionError);
                break;
            case FallbackWork fallback:
                fields.Add("fallback", DocumentValue.List([.. fallback.Alternatives.Select(Body)]));
                break;
        }
    }

    private static DocumentValue Condition(DocumentCondition condition)
    {
        var fields = new Fields();
        fields.List("all", condition.All.Select(Condition));
        fields.List("any", condition.Any.Select(Condition));
        fields.Add("not", condition.Not is null ? null : Condition(condition.Not));
        if (fields.Count == 0)
        {
            fields.Text("field", condition.Field);
            fields.Add("op", Words.Of(Words.Operators, condition.Operator));
            fields.Add("value", condition.Value);
        }

        return fields.Made;
    }

    private static DocumentValue Input(DocumentInput input)
    {
        DocumentValue[] sources = [.. input.Sources.Select(Source)];
        return input.Merge != Merge.Default
                ? DocumentValue.Map(new DocumentMember("from", DocumentValue.List(sources)), new DocumentMember("merge", Words.Of(Words.Merges, input.Merge)))
            : sources.Length == 1 ? sources[0]
            : DocumentValue.List(sources);
    }

    private static DocumentValue Source(DocumentSource source)
    {
        if (source == new DocumentSource { From = source.From } && source.From is not null)
        {
            return source.From;
        }

        var fields = new Fields();
        fields.Text("from", source.From);
        fields.Add("value", source.Value);
        fields.Text("parameter", source.Parameter);
        fields.Text("input", source.Input);
        fields.Add("when", source.When is null ? null : Condition(source.When));
        fields.List("transforms", source.Transforms.Select(t => (DocumentValue)t.ToString()));
        fields.Add("capacity", source.Capacity);
        fields.Word("overflow", Words.Overflows, source.Overflow);
        return fields.Made;
    }

    private static void Options(Fields fields, NodeOptions options)
    {
        if (options == NodeOptions.None)
        {
            return;
        }

        var own = new Fields();
        own.Text("name", options.Name);
        if (options.Retry is { } times)
        {
            var retry = new Fields();
            retry.Add("times", times);
            retry.Time("delay", options.RetryDelay == TimeSpan.Zero ? null : options.RetryDelay);
            retry.Flag("exponential", options.IsRetryExponential);
            own.Add("retry", retry.Count == 1 ? times : retry.Made);
        }

        own.Time("timeout", options.Timeout);
        own.Time("idleTimeout", options.IdleTimeout);
        own.Add("parallel", options.Parallel);
        own.Flag("unordered", options.IsUnordered);
        own.Add("capacity", options.Capacity);
        own.Text("overflow", options.Overflow is { } overflow ? Words.Of(Words.Overflows, overflow) : null);
        own.Word("onError", Words.ItemErrors, options.OnError);
        own.Text("onFailure", options.OnFailure is { } rule ? Words.Of(Words.Failures, rule) : null);
        own.Add("weight", options.Weight is { } weight ? (DocumentValue)weight : null);
        own.Add("synchronized", options.IsSynchronized is { } synchronized ? (DocumentValue)synchronized : null);
        own.Time("stallTimeout", options.StallTimeout);
        own.Time("tolerance", options.Tolerance);
        own.Add("maxEvaluations", options.MaxEvaluations);
        own.Add("maxIterations", options.MaxIterations);
        fields.Add("options", own.Made);
    }

    /// <summary>Collects the fields of a map.</summary>
    private sealed class Fields
    {
        private readonly List<DocumentMember> _made = [];

        public int Count => _made.Count;

        public DocumentValue Made => DocumentValue.Map([.. _made]);

        public void Add(string name, DocumentValue? value)
        {
            if (value is not null)
            {
                _made.Add(new DocumentMember(name, value));
            }
        }

        public void Add(string name, long? value) => Add(name, value is { } number ? (DocumentValue)number : null);

        public void Flag(string name, bool isSet)
        {
            if (isSet)
            {
                Add(name, (DocumentValue)true);
            }
        }

        public void Text(string name, string? value) => Add(name, value is null ? null : (DocumentValue)value);

        public void Time(string name, TimeSpan? value) => Add(name, value is { } time ? (DocumentValue)Durations.Text(time) : null);

        public void Word<T>(string name, (string Word, T Value)[] words, T value)
            where T : struct => Add(name, EqualityComparer<T>.Default.Equals(value, default) ? null : (DocumentValue)Words.Of(words, value));

        public void Map(string name, IEnumerable<DocumentMember> members)
        {
            DocumentMember[] all = [.. members];
            Add(name, all.Length == 0 ? null : DocumentValue.Map(all));
        }

        public void List(string name, IEnumerable<DocumentValue> items)
        {
            DocumentValue[] all = [.. items];
            Add(name, all.Length == 0 ? null : DocumentValue.List(all));
        }
    }
}
