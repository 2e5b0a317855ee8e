namespace Millstream.Documents;

// Nodes, what they do, and what they read.
internal sealed partial class DocumentReader
{
    private static readonly string[] Works = ["task", "graph", "map", "reduce", "while", "if", "switch", "fallback"];

    private DocumentNode Node(SourceMember member, string path)
    {
        var fields = new FieldReader(this, member.Value, path, $"The node '{member.Name}'");
        DocumentWork work = Work(fields);
        var node = new DocumentNode(member.Name, work)
        {
            Label = fields.Text("label"),
            Position = fields.Take("position") is { } position ? Position(position, fields.PathOf("position")) : null,
            Inputs = [.. Inputs(fields)],
        };
        fields.End();
        return node;
    }

    private DocumentPosition Position(SourceValue source, string path)
    {
        var fields = new FieldReader(this, source, path, "A position");
        var position = new DocumentPosition(fields.Number("x") ?? 0, fields.Number("y") ?? 0);
        fields.End();
        return position;
    }

    /// <summary>Reads what stands for a body: the name of a task alone, or the fields of a node without its inputs.</summary>
    private DocumentWork Body(SourceValue source, string path)
    {
        if (source.Kind == DocumentValueKind.Text)
        {
            return new TaskWork(source.Scalar.Text);
        }

        var fields = new FieldReader(this, source, path, "A body");
        DocumentWork work = Work(fields);
        fields.End();
        return work;
    }

    private DocumentWork Work(FieldReader fields)
    {
        string[] given = [.. Works.Where(fields.Has)];
        if (given.Length != 1)
        {
            // The others are known all the same.
            foreach (string name in Works)
            {
                fields.Take(name);
            }

            Fault(
                fields.Path,
                fields.At,
                given.Length == 0
                    ? $"It does nothing: give it one of {string.Join(", ", Works)}."
                    : $"It is {string.Join(" and ", given)} at once. Give it one of them.");
        }

        NodeOptions options = fields.Take("options") is { } source ? Options(source, fields.PathOf("options")) : NodeOptions.None;
        DocumentWork work = (given.Length == 0 ? "" : given[0]) switch
        {
            "task" => new TaskWork(fields.Text("task") ?? "") { Settings = SettingsOf(fields) },
            "graph" => Graph(fields),
            "map" => new MapWork(BodyOf(fields, "map")),
            "reduce" => new ReduceWork(BodyOf(fields, "reduce"), ValueOf(fields, "seed") ?? Missing(fields, "seed", "A fold begins with a state: seed: 0.")),
            "while" => While(fields),
            "if" => new IfWork(ConditionOf(fields, "if")) { OnConditionError = ConditionError(fields) },
            "switch" => Switch(fields),
            "fallback" => new FallbackWork([.. Alternatives(fields)]),
            _ => new TaskWork("") { Settings = SettingsOf(fields) },
        };
        return work with { Options = options };
    }

    private DocumentValue Missing(FieldReader fields, string name, string message)
    {
        Fault(fields.PathOf(name), fields.At, message);
        return DocumentValue.Null;
    }

    private DocumentValue? ValueOf(FieldReader fields, string name) => fields.Take(name) is { } value ? Value(value, fields.PathOf(name)) : null;

    private DocumentWork BodyOf(FieldReader fields, string name) => Body(fields.Take(name)!, fields.PathOf(name));

    private ValueList<DocumentMember> SettingsOf(FieldReader fields)
    {
        SourceValue? settings = fields.Take("settings");
        if (settings is { Kind: not DocumentValueKind.Map })
        {
            Fault(fields.PathOf("settings"), settings.At, $"The settings are a map: the name of each, and its value, not {settings.Shown}.");
        }

        return [.. Settings(settings, fields.PathOf("settings"))];
    }

    private GraphWork Graph(FieldReader fields)
    {
        SourceValue graph = fields.Take("graph")!;
        var work = new GraphWork { Settings = SettingsOf(fields) };
        return graph.Kind == DocumentValueKind.Text
            ? work with { File = graph.Scalar.Text }
            : work with { Graph = Document(graph, fields.PathOf("graph")) };
    }

    private WhileWork While(FieldReader fields)
    {
        DocumentWork body = BodyOf(fields, "while");
        long? most = fields.Whole("maxIterations", int.MaxValue);
        if (most is null && !fields.Has("maxIterations"))
        {
            Missing(fields, "maxIterations", "A loop has a limit: maxIterations: 100.");
        }

        if (!fields.Has("until"))
        {
            Missing(fields, "until", "A loop has a test: until: { op: greater_than, value: 10 }.");
        }

        return new WhileWork(body, ConditionOf(fields, "until"), (int)(most ?? 1)) { Outlet = fields.Text("outlet") };
    }

    private static OnConditionError ConditionError(FieldReader fields) => fields.Word<OnConditionError>("onConditionError", [.. Words.ConditionErrors]) ?? default;

    private SwitchWork Switch(FieldReader fields)
    {
        var branches = new List<DocumentBranch>();
        foreach (SourceMember branch in Members(fields, "switch", "The branches of a switch are a map: the name of each, and its condition."))
        {
            string path = $"{fields.PathOf("switch")}.{branch.Name}";
            branches.Add(new DocumentBranch(branch.Name, branch.Value.Kind == DocumentValueKind.Null ? null : Condition(branch.Value, path)));
        }

        return new SwitchWork([.. branches])
        {
            Default = fields.Text("default"),
            Matching = fields.Word<Matching>("matching", [.. Words.Matchings]) ?? default,
            OnConditionError = ConditionError(fields),
        };
    }

    private IEnumerable<DocumentWork> Alternatives(FieldReader fields)
    {
        SourceValue list = fields.Take("fallback")!;
        if (list.Kind != DocumentValueKind.List)
        {
            Fault(fields.PathOf("fallback"), list.At, $"A fallback is a list of bodies, in the order in which they are tried, not {list.Shown}.");
        }

        return list.Items.Select((item, i) =>
        {
            string path = $"{fields.PathOf("fallback")}[{i}]";
            map.Add(path, item.At);
            return Body(item, path);
        });
    }

    private DocumentCondition ConditionOf(FieldReader fields, string name) =>
        fields.Take(name) is { } source ? Condition(source, fields.PathOf(name)) : new DocumentCondition();

    private DocumentCondition Condition(SourceValue source, string path)
    {
        var fields = new FieldReader(this, source, path, "A condition");
        ConditionOperator? op = fields.Word<ConditionOperator>("op", [.. Words.Operators]);
        var condition = new DocumentCondition
        {
            Field = fields.Text("field"),
            Operator = op ?? default,
            Value = ValueOf(fields, "value"),
            All = [.. Conditions(fields, "all")],
            Any = [.. Conditions(fields, "any")],
            Not = fields.Take("not") is { } not ? Condition(not, fields.PathOf("not")) : null,
        };
        fields.End();
        int ways = (fields.Has("op") ? 1 : 0) + (condition.All.Count > 0 ? 1 : 0) + (condition.Any.Count > 0 ? 1 : 0) + (condition.Not is null ? 0 : 1);
        if (ways != 1 && source.Kind == DocumentValueKind.Map)
        {
            Fault(path, source.At, "A condition compares, { field: user.age, op: greater_or_equal, value: 18 }, or is one of all, any and not.");
        }
        else if (op is { } known && DocumentCondition.NeedsValue(known) != condition.Value is not null)
        {
            Fault(path, source.At, $"A condition {(condition.Value is null ? "needs" : "has no")} 'value' with the operator '{Words.Of(Words.Operators, known)}'.");
        }
        else if (condition.Value is { Kind: DocumentValueKind.List or DocumentValueKind.Map or DocumentValueKind.Null })
        {
            Fault(fields.PathOf("value"), source.At, "A condition compares with a text, a number or a truth.");
        }

        return condition;
    }

    private IEnumerable<DocumentCondition> Conditions(FieldReader fields, string name)
    {
        SourceValue? list = fields.Take(name);
        if (list is not null && (list.Kind != DocumentValueKind.List || list.Items.Count == 0))
        {
            Fault(fields.PathOf(name), list.At, $"'{name}' is a list of conditions, not {list.Shown}.");
        }

        return [.. list?.Items.Select((item, i) => Condition(item, $"{fields.PathOf(name)}[{i}]")) ?? []];
    }

    private NodeOptions Options(SourceValue source, string path)
    {
        var fields = new FieldReader(this, source, path, "The options");
        NodeOptions options = new()
        {
            Name = fields.Text("name"),
            Timeout = fields.Time("timeout"),
            IdleTimeout = fields.Time("idleTimeout"),
            Parallel = (int?)fields.Whole("parallel", int.MaxValue),
            IsUnordered = fields.Truth("unordered"),
            Capacity = (int?)fields.Whole("capacity", int.MaxValue),
            Overflow = fields.Word<Graphs.Overflow>("overflow", [.. Words.Overflows]),
            OnError = fields.Word<OnItemError>("onError", [.. Words.ItemErrors]) ?? default,
            OnFailure = fields.Word<OnFailure>("onFailure", [.. Words.Failures]),
            Weight = fields.Number("weight"),
            IsSynchronized = fields.TruthOrNone("synchronized"),
            StallTimeout = fields.Time("stallTimeout"),
            Tolerance = fields.Time("tolerance"),
            MaxEvaluations = fields.Whole("maxEvaluations", long.MaxValue),
            MaxIterations = fields.Whole("maxIterations", long.MaxValue),
        };
        SourceValue? retry = fields.Take("retry");
        fields.End();
        return retry is null ? options : Retry(options, retry, fields);
    }

    private NodeOptions Retry(NodeOptions options, SourceValue retry, FieldReader around)
    {
        if (retry.Kind != DocumentValueKind.Map)
        {
            return options with { Retry = (int?)around.Whole("retry", int.MaxValue) };
        }

        var fields = new FieldReader(this, retry, around.PathOf("retry"), "A retry");
        NodeOptions made = options with
        {
            Retry = (int?)(fields.Whole("times", int.MaxValue) ?? 0),
            RetryDelay = fields.Time("delay") ?? TimeSpan.Zero,
            IsRetryExponential = fields.Truth("exponential"),
        };
        if (!fields.Has("times"))
        {
            Missing(fields, "times", "A retry says how often: times: 3.");
        }

        fields.End();
        return made;
    }
}
