using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    private const int MostBranches = 64;

    /// <summary>Sends each item to the branch, or to every branch, whose condition holds.</summary>
    /// <remarks>
    /// <para>
    /// Emits: each item on the branches that it takes, in order; it keeps its index at the source. An item that takes none is left out. Of a single value,
    /// the branches not taken end empty, and what depends on them alone ends <see cref="RunStatus.Disabled"/>.
    /// </para>
    /// <para>Backpressure: reads while there is room on every branch that is read: the fullest governs.</para>
    /// <para>Completes: when the source completes, or when nobody reads any branch any more.</para>
    /// <para>Fails: with a <see cref="ConditionFailedException"/> when a condition throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="branches">The branches, asked in this order: 1 to 64.</param>
    /// <param name="defaultBranch">The branch of items that take no other; such items are left out unless it is given.</param>
    /// <param name="matching">Whether an item takes the first branch whose condition holds, or every one.</param>
    /// <param name="options">How the task runs.</param>
    /// <param name="onError">What becomes of an item when a condition throws.</param>
    /// <exception cref="GraphConfigurationException">There is no branch or too many, two have one name, or none has that of the default.</exception>
    public static Branches<T> Switch<T>(
        this Flow<T> source,
        IReadOnlyList<Branch<T>> branches,
        string? defaultBranch = null,
        Matching matching = Matching.First,
        Func<TaskOptions, TaskOptions>? options = null,
        OnConditionError onError = OnConditionError.Fail)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Switched(source.Input, "switch", branches, matching, defaultBranch, options, onError, isSingle: false);
    }

    /// <inheritdoc cref="Switch{T}(Flow{T}, IReadOnlyList{Branch{T}}, string?, Matching, Func{TaskOptions, TaskOptions}?, OnConditionError)"/>
    public static Branches<T> Switch<T>(
        this FlowValue<T> source,
        IReadOnlyList<Branch<T>> branches,
        string? defaultBranch = null,
        Matching matching = Matching.First,
        Func<TaskOptions, TaskOptions>? options = null,
        OnConditionError onError = OnConditionError.Fail)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Switched(source.Input, "switch", branches, matching, defaultBranch, options, onError, isSingle: true);
    }

    private static Branches<T> Switched<T>(
        FlowInput source,
        string name,
        IReadOnlyList<Branch<T>> branches,
        Matching matching,
        string? defaultBranch,
        Func<TaskOptions, TaskOptions>? options,
        OnConditionError onError,
        bool isSingle)
    {
        return new Branches<T>(new FlowNode(SwitchBody(name, branches, matching, defaultBranch, onError)(TaskOptions.From(options), isSingle), [source]));
    }

    /// <summary>Gives what makes the task, told how it runs and whether it reads a single value.</summary>
    internal static Func<TaskOptions, bool, TaskBody> SwitchBody<T>(
        string name, IReadOnlyList<Branch<T>> branches, Matching matching, string? defaultBranch, OnConditionError onError)
    {
        ArgumentNullException.ThrowIfNull(branches);
        Branch<T>[] all = [.. branches];
        string[] names = [.. all.Select(b => b.Name)];
        int ofDefault = defaultBranch is null ? -1 : Array.IndexOf(names, defaultBranch);
        string? fault =
            all.Length is 0 or > MostBranches ? $"has {all.Length} branches. Give it 1 to {MostBranches}."
            : names.Distinct().Count() < names.Length ? $"has two branches of one name: {Listed(names)}. Give each its own."
            : defaultBranch is not null && ofDefault < 0 ? $"has no branch '{defaultBranch}' to be the default. It has: {Listed(names)}."
            : null;
        if (fault is not null)
        {
            throw new GraphConfigurationException(FaultKind.BadSetting, $"The {name} {fault}");
        }

        return (options, isSingle) => new SwitchTask<T>(name, options, names, isSingle, matching == Matching.First, Chooser);

        Func<T, ulong> Chooser(TaskScope task)
        {
            Func<T, bool>?[] conditions = [.. all.Select(b => b.When)];
            if (onError == OnConditionError.Else)
            {
                var warning = new ConditionWarning(task);
                conditions = [.. all.Select(b => b.When is { } when ? item => Holds(when, b.Name, item, warning) : (Func<T, bool>?)null)];
            }

            return item => Choose(conditions, item);
        }

        ulong Choose(Func<T, bool>?[] conditions, T item)
        {
            ulong taken = 0;
            for (int i = 0; i < all.Length; i++)
            {
                if (conditions[i] is { } when && Holds(when, all[i].Name, item))
                {
                    taken |= 1UL << i;
                    if (matching == Matching.First)
                    {
                        return taken;
                    }
                }
            }

            return taken == 0 && ofDefault >= 0 ? 1UL << ofDefault : taken;
        }
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static bool Holds<T>(Func<T, bool> condition, string branch, T item)
    {
        try
        {
            return condition(item);
        }
        catch (Exception cause)
        {
            throw new ConditionFailedException(branch, cause);
        }
    }

    /// <summary>A condition that throws counts as false.</summary>
    private static bool Holds<T>(Func<T, bool> condition, string branch, T item, ConditionWarning warning)
    {
        try
        {
            return condition(item);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            warning.Tell(branch, cause);
            return false;
        }
    }

    /// <summary>Warns once in a run that a condition has thrown.</summary>
    private sealed class ConditionWarning(TaskScope task)
    {
        private int _told;

        public void Tell(string branch, Exception cause)
        {
            if (Interlocked.Exchange(ref _told, 1) == 0)
            {
                task.Run.Warn(task, $"The condition of the branch '{branch}' of '{task.Name}' failed and counts as false, now and should it fail again: {cause.Message}");
            }
        }
    }

    /// <summary>A call for each item, which says what branches it takes, with an outlet for each branch behind it.</summary>
    private sealed class SwitchTask<T>(string name, TaskOptions options, string[] branches, bool isSingle, bool isExclusive, Func<TaskScope, Func<T, ulong>> choose)
        : TaskBody(name, options, [In<T>()], [.. branches.Select(b => Out<T>(b))])
    {
        private readonly CallTask<T, Routed<T>, Routed<T>> _call = new(
            name,
            options,
            CallInput<T>.Plain(),
            CallBody<T, Routed<T>>.OfRun(wiring =>
            {
                Func<T, ulong> ofRun = choose(wiring.Task);
                return item => new Routed<T>(item, ofRun(item));
            }),
            CallShapes.Item<Routed<T>>());

        public override bool IsFusable => _call.IsFusable;

        public override bool IsConditional => isSingle;

        public override bool IsCondition => isExclusive;

        public override string BoundaryReason => _call.BoundaryReason;

        public override bool SetsItemsAside => true;

        public override SpanSink CreateSink(StageWiring wiring) => _call.CreateSink(new Wiring(wiring, branches.Length, isSingle));

        public override StageHead CreateHead(StageWiring wiring) => _call.CreateHead(new Wiring(wiring, branches.Length, isSingle));

        public override TaskBody Lift() => new SwitchTask<Marked<T>>(Name, Options, branches, isSingle, isExclusive, task =>
        {
            Func<T, ulong> ofRun = choose(task);
            return item => ofRun(item.Item);
        });

        private sealed class Wiring(StageWiring inner, int branches, bool isSingle) : StageWiringOver(inner)
        {
            public override SpanSink<TItem> Outlet<TItem>(int index = 0) =>
                (SpanSink<TItem>)(object)new SplitSink<Routed<T>>([.. Enumerable.Range(0, branches).Select(i => new RoutePart<T>(i, Inner.Outlet<T>(i), isSingle))]);

            public override bool IsRead(int outlet) => Enumerable.Range(0, branches).Any(Inner.IsRead);
        }
    }
}
