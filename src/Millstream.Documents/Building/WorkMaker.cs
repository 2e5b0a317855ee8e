using System.Globalization;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes tasks of what nodes and bodies do.</summary>
/// <param name="assembling">Is told what is wrong.</param>
/// <param name="references">The values that settings refer to.</param>
/// <param name="directory">Where files of graphs are.</param>
internal sealed class WorkMaker(Assembling assembling, References references, string? directory)
{
    /// <summary>Makes a task; null, and told, where it cannot be.</summary>
    /// <param name="work">What it does.</param>
    /// <param name="id">The node.</param>
    /// <param name="at">Where the node or body stands.</param>
    /// <param name="feeds">What its inlets read, by their names; null for an outlet that could not be made.</param>
    public TaskDefinition? Make(DocumentWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        try
        {
            return work switch
            {
                TaskWork task => Task(task, id, at, feeds),
                GraphWork graph => Graph(graph, id, at, feeds),
                MapWork map => Body(map.Body, id, at.At("map"), feeds) is { } body ? TaskDefinition.Map(body) : null,
                ReduceWork reduce => Reduce(reduce, id, at, feeds),
                WhileWork loop => While(loop, id, at, feeds),
                IfWork branch => Fed(id, at, feeds)?.Accept(new IfMaker(branch with { Condition = references.Resolve(branch.Condition, at.At("if")) })),
                SwitchWork branches => Fed(id, at, feeds)?.Accept(new SwitchMaker(branches with { Branches = [.. branches.Branches.Select(b => b with { When = Resolved(b, at) })] })),
                FallbackWork fallback => Fallback(fallback, id, at, feeds),
                _ => null,
            };
        }
        catch (Exception exception) when (Assembling.IsRefusal(exception))
        {
            assembling.Fault(exception, at, id);
            return null;
        }
    }

    private DocumentCondition? Resolved(DocumentBranch branch, Spot at) =>
        branch.When is { } when ? references.Resolve(when, at.At("switch").At(branch.Name)) : null;

    private TaskDefinition? Body(DocumentWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        TaskDefinition? body = Make(work, id, at, feeds);
        return body is null || work.Options == NodeOptions.None ? body
            : Options(work.Options, id, at) is { } options ? body.WithOptions(o => options(body.Options?.Invoke(o) ?? o))
            : body;
    }

    /// <summary>Gives options as an engine takes them; null, and told where they cannot be.</summary>
    public Func<Tasks.TaskOptions, Tasks.TaskOptions>? Options(NodeOptions options, string id, Spot at)
    {
        bool isWhole = true;
        foreach ((string word, Exception reason) in options.Refusals())
        {
            // "Retry: A task is …" calls the option as code does.
            string said = Assembling.Said(reason);
            string named = $"{word}: ";
            assembling.Fault(
                FaultKind.BadSetting,
                at.At("options").At(word),
                $"'{id}': {named}{(said.StartsWith(named, StringComparison.OrdinalIgnoreCase) ? said[named.Length..] : said)}");
            isWhole = false;
        }

        return isWhole ? options.ToTaskOptions() : null;
    }

    private TaskDefinition? Task(TaskWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        Spot spot = at.At("task");
        bool isAllowed = assembling.Rules.AllowedTasks?.Contains(work.Task) ?? true;
        TaskDefinition? task = isAllowed ? assembling.Catalogue.Find(work.Task) : null;
        if (task is null && isAllowed && assembling.Catalogue.FindFamily(work.Task) is { } family)
        {
            task = Member(family, work, id, at, feeds);
            if (task is null)
            {
                return null;
            }
        }

        if (task is null)
        {
            string what = work.Task.Length == 0 ? "A node names its task."
                : isAllowed ? $"There is no task '{work.Task}'."
                : $"The task '{work.Task}' may not be used here.";
            assembling.Fault(FaultKind.UnknownTask, spot, what + assembling.Suggest(work.Task, assembling.TaskNames, "There are"));
            return null;
        }

        int before = assembling.FaultCount;
        task = task.With(id, work.Settings, at, references, assembling);
        return !task.NeedsSetup ? task
            : assembling.FaultCount > before ? null
            : SetUp(Counted(task, work, feeds), id, spot);
    }

    /// <summary>Gives a task that has as many inlets as a setting says as many as are connected, where the node does not say it.</summary>
    private static TaskDefinition Counted(TaskDefinition task, TaskWork work, IReadOnlyDictionary<string, Port?> feeds)
    {
        TaskDescriptor descriptor = task.Descriptor;
        foreach (SettingDescriptor setting in descriptor.Settings.Where(s => s is { CountsInlets: not null, CanSet: true }))
        {
            int connected = feeds.Keys.Where(name => name.StartsWith(setting.CountsInlets!, StringComparison.Ordinal))
                .Select(name => int.TryParse(name.AsSpan(setting.CountsInlets!.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
                .DefaultIfEmpty()
                .Max();
            if (connected > 0 && !work.Settings.Any(s => PortNode.Find(descriptor, s.Name) == setting) && setting.Convert(connected, out object? count) is null)
            {
                object settings = descriptor.NewSettings!();
                foreach (SettingDescriptor own in descriptor.Settings.Where(s => s.CanSet))
                {
                    own.Write(settings, own == setting ? count : own.Value(task.Settings));
                }

                task = task.WithSettings(settings);
            }
        }

        return task;
    }

    /// <summary>Gives a task that decides on its ports by its settings with those ports.</summary>
    private TaskDefinition? SetUp(TaskDefinition task, string id, Spot at)
    {
        TaskDefinition? made = ClassSetup.Of(task, task.Settings, out Exception? failure);
        if (made is null)
        {
            assembling.Fault(FaultKind.BadSetting, at, failure is not null
                ? $"'{id}': '{task.Descriptor.Name}' cannot be set up: {failure.Message.Spelled(task.Descriptor)}"
                : $"'{id}': '{task.Descriptor.Name}' is set up by work that takes time, which a document does not wait for. Place it in code.");
        }

        return made;
    }

    /// <summary>Gives the task of a family for what the first of its open inlets reads.</summary>
    private TaskDefinition? Member(TaskFamily family, TaskWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        IReadOnlyList<string> open = family.OpenInlets;
        string[] inlets = [.. family.Descriptor.Inlets.Select(i => i.Name)];
        TaskDefinition any = family.Of<OpenItem>();
        if (any.NeedsSetup)
        {
            // Which inlets it has, its settings say.
            int before = assembling.FaultCount;
            any = any.With(id, work.Settings, at, references, assembling);
            if (assembling.FaultCount > before || SetUp(Counted(any, work, feeds), id, at.At("task")) is not { } described)
            {
                return null;
            }

            open = ClassSetup.OpenInlets(described);
            inlets = [.. described.Descriptor.Inlets.Select(i => i.Name)];
        }

        string? fed = open.FirstOrDefault(feeds.ContainsKey);
        if (fed is not null && feeds[fed] is { } port)
        {
            return family.Of(port);
        }

        // Which of the tasks it is, is not known: what is so for all of them is looked at.
        if (!any.NeedsSetup)
        {
            any.With(id, [.. work.Settings.Where(s => PortNode.Find(any.Descriptor, s.Name)?.Type != typeof(OpenItem))], at, references, assembling);
        }

        string[] unknown = [.. feeds.Keys.Where(name => !inlets.Contains(name))];
        foreach (string name in unknown)
        {
            assembling.Fault(
                FaultKind.UnknownPort,
                at.At("inputs").At(name),
                $"'{id}' ({family.Name}) has no inlet '{ValueWords.Short(name)}'.{assembling.Suggest(name, inlets)} It has: {GraphBuilder.Listed(inlets)}.");
        }

        if (fed is null && unknown.Length == 0)
        {
            assembling.Fault(
                FaultKind.MissingInput,
                at.At("task"),
                open.Count == 0
                    ? $"'{family.Name}' is a task for any type of items, and no inlet says which. It can be used in code only."
                    : $"'{family.Name}' is a task for any type of items: which, is that of what '{id}.{open[0]}' reads, and that reads nothing whose type is known.");
        }

        return null;
    }

    private TaskDefinition? Graph(GraphWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        var types = feeds.Where(f => f.Value is not null).ToDictionary(f => f.Key, f => f.Value!, StringComparer.Ordinal);
        return work.Graph is { } inner
            ? Inner(inner, at.At("graph"), directory, references)
            : assembling.Files.With(
                work.File ?? "",
                directory,
                at.At("graph"),
                document => Inner(document, new Spot(document.Source, ""), document.Directory, around: null));

        TaskDefinition? Inner(GraphDocument document, Spot spot, string? below, References? around)
        {
            // What is no parameter of the graph is a setting of a task in it: raise.by.
            ILookup<bool, DocumentMember> settings = work.Settings.ToLookup(s => document.Parameters.Any(p => p.Name == s.Name) || !s.Name.Contains('.', StringComparison.Ordinal));
            var given = settings[true].ToDictionary(s => s.Name, s => references.Resolve(s.Value, at.At("settings").At(s.Name)), StringComparer.Ordinal);
            var own = References.Of(assembling, document.Parameters, spot, given, around, new GraphUse(id, at));
            return new GraphAssembly(assembling, document, spot, below, own, types).Make() is { } graph
                ? TaskDefinition.Of(graph, id).With(id, [.. settings[false]], at, references, assembling)
                : null;
        }
    }

    private TaskDefinition? While(WhileWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        if (work.MaxIterations < 1)
        {
            assembling.Fault(FaultKind.BadSetting, at.At("maxIterations"), $"'{id}': a loop has one round at least, not {work.MaxIterations}.");
            return null;
        }

        TaskDefinition? body = Body(work.Body, id, at.At("while"), feeds);
        if (body is null)
        {
            return null;
        }

        string[] outlets = [.. body.Descriptor.Outlets.Select(o => o.Name)];
        if (outlets.Length == 0 || (work.Outlet is not null && !outlets.Contains(work.Outlet)))
        {
            assembling.Fault(
                FaultKind.UnknownPort, at.At("outlet"), $"'{id}': the body gives nothing on '{work.Outlet ?? "out"}' to test.{assembling.Suggest(work.Outlet ?? "", outlets, "It has")}");
            return null;
        }

        string tested = work.Outlet ?? outlets[0];
        DocumentCondition until = references.Resolve(work.Until, at.At("until"));
        return TaskDefinition.While(body, round => until.Holds(round.Value<object?>(tested)), work.MaxIterations);
    }

    private TaskDefinition? Reduce(ReduceWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        TaskDefinition? body = Body(work.Body, id, at.At("reduce"), new Dictionary<string, Port?>());
        if (body is null)
        {
            return null;
        }

        if (body.Descriptor is not { Inlets: { Count: 2 } inlets, Outlets: [var state] })
        {
            assembling.Fault(
                FaultKind.BadSetting, at.At("reduce"), $"'{id}': the body of a fold takes the state and the item and gives the next state, in two inlets and one outlet; {body} does not.");
            return null;
        }

        // The inputs of a graph come in the order in which its nodes read them: names say more.
        int stateInlet = inlets[1].Name == "state" || inlets[0].Name == "item" ? 1 : 0;
        Port items = feeds.GetValueOrDefault("items") ?? inlets[1 - stateInlet].Port;
        Resolved seed = references.Resolve(work.Seed, at.At("seed"));
        TaskDefinition? fold = state.Port.Accept(new FoldMaker(body, items, seed, stateInlet));
        if (fold is null)
        {
            assembling.Fault(FaultKind.TypeMismatch, at.At("seed"), $"'{id}': the state expects {ValueWords.Of(state.ItemType)}; got {work.Seed}.");
        }

        return fold;
    }

    private TaskDefinition? Fallback(FallbackWork work, string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        TaskDefinition?[] all = [.. work.Alternatives.Select((body, i) => Body(body, id, at.At("fallback").At(i), feeds))];
        return all.Any(a => a is null) ? null : TaskDefinition.Fallback(all!);
    }

    /// <summary>Gives the type of what a condition reads at its inlet <c>items</c>.</summary>
    private Port? Fed(string id, Spot at, IReadOnlyDictionary<string, Port?> feeds)
    {
        if (feeds.TryGetValue("items", out Port? port))
        {
            return port;
        }

        assembling.Fault(FaultKind.MissingInput, at, $"'{id}' reads its items at the inlet 'items', and nothing whose type is known feeds that. Write inputs: {{ items: … }}.");
        return null;
    }

    private sealed class IfMaker(IfWork work) : IPortVisitor<TaskDefinition>
    {
        public TaskDefinition Visit<T>(Port port) => TaskDefinition.If<T>(item => work.Condition.Holds(item), work.OnConditionError);
    }

    private sealed class SwitchMaker(SwitchWork work) : IPortVisitor<TaskDefinition>
    {
        public TaskDefinition Visit<T>(Port port) => TaskDefinition.Switch(
            [.. work.Branches.Select(b => new Branch<T>(b.Name, b.When is { } when ? item => when.Holds(item) : null))], work.Default, work.Matching, work.OnConditionError);
    }

    private sealed class FoldMaker(TaskDefinition body, Port items, Resolved seed, int stateInlet) : IPortVisitor<TaskDefinition?>
    {
        public TaskDefinition? Visit<TState>(Port port)
        {
            TState state = default!;
            return seed.IsKnown && !ItemMaker.TryMake(seed.Value, out state) ? null : items.Accept(new OverMaker<TState>(body, state, stateInlet));
        }
    }

    private sealed class OverMaker<TState>(TaskDefinition body, TState seed, int stateInlet) : IPortVisitor<TaskDefinition>
    {
        public TaskDefinition Visit<T>(Port port) => ReduceTask.Of<T, TState>(body, seed, stateInlet);
    }
}
