using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>One step of a random graph of tasks. What it reads is told by numbers that are cut down to the outlets before it.</summary>
internal sealed record TaskStep(TaskStepKind Kind, int First, int Second, int Number)
{
    public override string ToString() => $"{Kind} {Number}({First}, {Second})";

    /// <summary>Places the step's task, and gives its outlets.</summary>
    public IEnumerable<DrawnOutlet> Place(GraphBuilder g, ExecutionMode mode, IReadOnlyList<DrawnOutlet> before)
    {
        DrawnOutlet a = before.Count == 0 ? None : before[First % before.Count], b = before.Count == 0 ? None : before[Second % before.Count];
        Func<TaskOptions, TaskOptions>? parallel = mode.Parallel is { } calls ? o => o.Parallel(calls) : null;
        switch (Kind)
        {
            case TaskStepKind.Numbers:
                return [new(g.Numbers(new NumbersSettings { Count = Number }), Enumerable.Range(0, Number))];
            case TaskStepKind.Ticks:
                return [new(g.Ticks(new NumbersSettings { Count = Number }), Enumerable.Range(0, Number))];
            case TaskStepKind.Square when a.Value is { } value:
                return [new(g.Square(value, options: parallel), DeclaredTasks.Square(a.Items[0]))];
            case TaskStepKind.Square:
                return [new(g.Square(a.Stream!, options: parallel), a.Items.Select(DeclaredTasks.Square))];
            case TaskStepKind.Later:
                return [new(g.Later(a.Input, options: parallel), a.Items.Select(x => unchecked(x - 7)))];
            case TaskStepKind.Plus:
                return [new(g.Plus(a.Input, Number), a.Items.Select(x => DeclaredTasks.Plus(x, Number)))];
            case TaskStepKind.PlusDefault:
                return [new(g.Plus(a.Input), a.Items.Select(x => DeclaredTasks.Plus(x)))];
            case TaskStepKind.Both when a.Value is { } first && b.Value is { } second:
                (FlowValue<int> sum, FlowValue<int> diff) = g.Both(first, second);
                return [new(sum, DeclaredTasks.Both(a.Items[0], b.Items[0]).Sum), new(diff, DeclaredTasks.Both(a.Items[0], b.Items[0]).Diff)];
            case TaskStepKind.Both:
                (Flow<int> sums, Flow<int> diffs) = g.Both(a.Input, b.Input, options: parallel);
                return Both(sums, diffs, Zipped(a, b));
            case TaskStepKind.Spread:
                var most = new SpreadSettings { Most = 1 + (Number % 3) };
                return [new(g.Spread(a.Input, most, options: parallel), a.Items.SelectMany(x => DeclaredTasks.Spread(x, most)))];
            case TaskStepKind.Keep:
                return [new(g.Keep(a.Input, options: parallel), a.Items.Where(x => x % 3 != 0))];
            case TaskStepKind.Total:
                return [new(g.Total(a.Input), DeclaredTasks.Total(a.Items))];
            case TaskStepKind.Weigh:
                return [new(g.Weigh(a.Stream ?? (StreamInput<int>)a.Value!, b.Input), a.Items.Select(x => DeclaredTasks.Weigh(x, b.Items)))];
            case TaskStepKind.Running:
                var state = new RunningTotal();
                return [new(g.Running(a.Input), [.. a.Items.Select(x => DeclaredTasks.Running(x, state))])];
            case TaskStepKind.Pairs:
                return [new(g.Pairs(a.Input), Paired(a.Items))];
            case TaskStepKind.OneAfterTheOther:
                return [new(g.OneAfterTheOther(a.Input, b.Input), a.Items.Concat(b.Items.Select(x => unchecked(-x))))];
            case TaskStepKind.Shift:
                return [new(g.Shift(a.Input, b.Input), a.Items.Select(x => unchecked(x + b.Items.Count)))];
            case TaskStepKind.Route:
                (Flow<int> even, Flow<int> odd) = g.Route(a.Input);
                return [new(even, a.Items.Where(x => x % 2 == 0)), new(odd, a.Items.Where(x => x % 2 != 0))];
            case TaskStepKind.Group:
                PlacedTask group = g.Group(Unique(g), Inner(), a.Input.Input, b.Input.Input);
                return [.. Both(group.Flow<int>(0), group.Flow<int>(1), OfInner(a, b))];
            default:
                PlacedTask groups = g.Group(Unique(g), Outer(), a.Input.Input, b.Input.Input);
                return [new(groups.Flow<int>(), Paired([.. OfInner(a, b).Select(r => r.Diff)]))];
        }
    }

    private static DrawnOutlet None { get; } = new(Millstream.Flow.From<int>(), []);

    /// <summary>A graph with two inputs and two outputs, as a task.</summary>
    private static TaskGraph Inner()
    {
        var g = new GraphBuilder("inner");
        Flow<int> a = g.Input<int>("a"), b = g.Input<int>("b");
        (Flow<int> sum, Flow<int> diff) = g.Both(g.Plus(a), g.Square(b));
        return g.Output("sum", sum).Output("diff", diff).Build();
    }

    /// <summary>That graph in another one.</summary>
    private static TaskGraph Outer()
    {
        var g = new GraphBuilder("outer");
        Flow<int> a = g.Input<int>("a"), b = g.Input<int>("b");
        PlacedTask inner = g.Group("inside", Inner(), a, b);
        return g.Output("pairs", g.Pairs(inner.Flow<int>(1))).Build();
    }

    private static IEnumerable<(int Sum, int Diff)> OfInner(DrawnOutlet a, DrawnOutlet b) =>
        Zipped(a with { Items = [.. a.Items.Select(x => DeclaredTasks.Plus(x))] }, b with { Items = [.. b.Items.Select(DeclaredTasks.Square)] });

    private static IEnumerable<DrawnOutlet> Both(Flow<int> sums, Flow<int> diffs, IEnumerable<(int Sum, int Diff)> results) =>
        [new(sums, results.Select(r => r.Sum)), new(diffs, results.Select(r => r.Diff))];

    /// <summary>A single value beside a stream is given to each call.</summary>
    private static IEnumerable<(int Sum, int Diff)> Zipped(DrawnOutlet a, DrawnOutlet b)
    {
        IEnumerable<int> first = a.Value is not null && b.Value is null ? Enumerable.Repeat(a.Items[0], b.Items.Count) : a.Items;
        IEnumerable<int> second = b.Value is not null && a.Value is null ? Enumerable.Repeat(b.Items[0], a.Items.Count) : b.Items;
        return first.Zip(second, DeclaredTasks.Both);
    }

    private static IEnumerable<int> Paired(IReadOnlyList<int> items) => items.Select((x, i) => unchecked(x + (i == 0 ? 0 : items[i - 1])));

    /// <summary>An id for a group that no other step of the graph has.</summary>
    private static string Unique(GraphBuilder graph) => $"group{Numbers.GetOrCreateValue(graph).Value++}";

    private static readonly ConditionalWeakTable<GraphBuilder, StrongBox<int>> Numbers = [];
}
