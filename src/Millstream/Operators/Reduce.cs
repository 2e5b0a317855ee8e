using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Folds all items into one value, one after the other.</summary>
    /// <remarks>
    /// <para>Emits: the state, once, when the source has ended; the seed when there was no item.</para>
    /// <para>Backpressure: reads as fast as <paramref name="fold"/> runs; no two of its calls run at the same time.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, naming the item, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="fold">Takes an item into the state.</param>
    /// <param name="seed">The state before the first item; a value, as all runs begin with it.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="ordered">Whether items come in order. If not, a parallel task before the fold gives its results on as they come.</param>
    /// <param name="clone">
    /// Copies the state; with it a call that is repeated or left out works on a copy of its own, so that one that changes the state in place and then
    /// throws leaves no trace.
    /// </param>
    /// <exception cref="GraphConfigurationException"><paramref name="seed"/> is an array, a collection or a string builder that the fold could change.</exception>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, TState> fold,
        TState seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>(fold, clone), ordered);
    }

    /// <summary>Folds all items into one value with an asynchronous method, one call after the other.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, ValueTask<TState>> fold,
        TState seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item, _) => fold(state, item), clone), ordered);
    }

    /// <summary>Folds all items into one value with an asynchronous method, one call after the other.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, Task<TState>> fold,
        TState seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item, _) => new ValueTask<TState>(fold(state, item)), clone), ordered);
    }

    /// <summary>Folds all items into one value with an asynchronous method, one call after the other.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, CancellationToken, ValueTask<TState>> fold,
        TState seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf(fold, clone), ordered);
    }

    /// <summary>Folds all items into one value with an asynchronous method, one call after the other.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, CancellationToken, Task<TState>> fold,
        TState seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item, token) => new ValueTask<TState>(fold(state, item, token)), clone), ordered);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, TState> fold,
        Func<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return Folding(source, fold, options, seed, FoldOf<T, TState>(fold, clone), ordered);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, ValueTask<TState>> fold,
        Func<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return Folding(source, fold, options, seed, FoldOf<T, TState>((state, item, _) => fold(state, item), clone), ordered);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, Task<TState>> fold,
        Func<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return Folding(source, fold, options, seed, FoldOf<T, TState>((state, item, _) => new ValueTask<TState>(fold(state, item)), clone), ordered);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, CancellationToken, ValueTask<TState>> fold,
        Func<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return Folding(source, fold, options, seed, FoldOf(fold, clone), ordered);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, CancellationToken, Task<TState>> fold,
        Func<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return Folding(source, fold, options, seed, FoldOf<T, TState>((state, item, token) => new ValueTask<TState>(fold(state, item, token)), clone), ordered);
    }

    /// <summary>Folds all items into a value that the run computes first.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(2)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, TState> fold,
        FlowValue<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        FoldFunction<T, TState> function = FoldOf<T, TState>(fold, clone);
        return new FlowValue<TState>(
            new BesideTask<TState>(seed.Node, cell => FoldTaskOf(fold, options, () => cell.Value, function, ordered)), source.Input, seed.Input);
    }

    /// <summary>Folds all items into a value that the run computes first.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(3)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, ValueTask<TState>> fold,
        FlowValue<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        FoldFunction<T, TState> function = FoldOf<T, TState>((state, item, _) => fold(state, item), clone);
        return new FlowValue<TState>(
            new BesideTask<TState>(seed.Node, cell => FoldTaskOf(fold, options, () => cell.Value, function, ordered)), source.Input, seed.Input);
    }

    /// <summary>Folds all items into a value that the run computes first.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    [OverloadResolutionPriority(2)]
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, Task<TState>> fold,
        FlowValue<TState> seed,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        FoldFunction<T, TState> function = FoldOf<T, TState>((state, item, _) => new ValueTask<TState>(fold(state, item)), clone);
        return new FlowValue<TState>(
            new BesideTask<TState>(seed.Node, cell => FoldTaskOf(fold, options, () => cell.Value, function, ordered)), source.Input, seed.Input);
    }

    /// <summary>Folds all items into one value with a method that takes the same argument each time.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    /// <param name="source">The items.</param>
    /// <param name="fold">Takes an item into the state.</param>
    /// <param name="seed">The state before the first item.</param>
    /// <param name="argument">The last argument of each call.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="ordered">Whether items come in order.</param>
    public static FlowValue<TState> Reduce<T, TState, TArgument>(
        this Flow<T> source,
        Func<TState, T, TArgument, TState> fold,
        TState seed,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item) => fold(state, item, argument), clone: null), ordered);
    }

    /// <summary>Folds all items into one value with a method that takes the same argument each time.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    /// <param name="source">The items.</param>
    /// <param name="fold">Takes an item into the state.</param>
    /// <param name="seed">The state before the first item.</param>
    /// <param name="argument">The last argument of each call.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="ordered">Whether items come in order.</param>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TState> Reduce<T, TState, TArgument>(
        this Flow<T> source,
        Func<TState, T, TArgument, ValueTask<TState>> fold,
        TState seed,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item, _) => fold(state, item, argument), clone: null), ordered);
    }

    /// <summary>Folds all items into one value with a method that takes the same argument each time.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    /// <param name="source">The items.</param>
    /// <param name="fold">Takes an item into the state.</param>
    /// <param name="seed">The state before the first item.</param>
    /// <param name="argument">The last argument of each call.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="ordered">Whether items come in order.</param>
    public static FlowValue<TState> Reduce<T, TState, TArgument>(
        this Flow<T> source,
        Func<TState, T, TArgument, Task<TState>> fold,
        TState seed,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null,
        bool ordered = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        MutableSeed.Refuse(seed);
        return Folding(source, fold, options, () => seed, FoldOf<T, TState>((state, item, _) => new ValueTask<TState>(fold(state, item, argument)), clone: null), ordered);
    }

    /// <summary>Folds items into several states at once, and those into one at the end.</summary>
    /// <remarks>
    /// <para>Emits: the combined state, once, when the source has ended; a seed when there was no item.</para>
    /// <para>Backpressure: reads as fast as the folds run, as many at once as <c>Parallel</c> in <paramref name="options"/> allows; one unless set.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, naming the item, by the policy in <paramref name="options"/>; with what <paramref name="combine"/> throws.</para>
    /// </remarks>
    /// <param name="source">The items. Which state takes which item, and in which order, is not said.</param>
    /// <param name="fold">Takes an item into a state. Each state is used by one call at a time.</param>
    /// <param name="seed">Makes a state: at least one, at most as many as calls may run at once.</param>
    /// <param name="combine">Makes one state of two that have taken all their items.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="clone">Copies a state, for calls that are repeated or left out.</param>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source,
        Func<TState, T, TState> fold,
        Func<TState> seed,
        Func<TState, TState, TState> combine,
        Func<TaskOptions, TaskOptions>? options = null,
        Func<TState, TState>? clone = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(combine);
        return new FlowValue<TState>(
            new MergeFoldTask<T, TState>(MethodName.Of(fold, "reduce"), TaskOptions.From(options), seed, FoldOf<T, TState>(fold, clone), combine),
            source.Input);
    }

    /// <summary>Folds by a method known by its type: what the generator writes.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?, bool, Func{TState, TState}?)"/>
    public static FlowValue<TState> Reduce<T, TState, TFunction>(this Flow<T> source, string name, TState seed)
        where TFunction : struct, IFoldFunction<TState, T>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        MutableSeed.Refuse(seed);
        return new FlowValue<TState>(new FunctionFoldTask<T, TState, TFunction>(name, seed), source.Input);
    }

    private static FlowValue<TState> Folding<T, TState>(
        Flow<T> source,
        Delegate fold,
        Func<TaskOptions, TaskOptions>? options,
        Func<TState> seed,
        FoldFunction<T, TState> function,
        bool ordered) =>
        new(FoldTaskOf(fold, options, seed, function, ordered), source.Input);

    private static FoldTask<T, TState> FoldTaskOf<T, TState>(
        Delegate fold,
        Func<TaskOptions, TaskOptions>? options,
        Func<TState> seed,
        FoldFunction<T, TState> function,
        bool ordered) =>
        new(MethodName.Of(fold, "reduce"), TaskOptions.From(options), seed, function, ordered);

    private static FoldFunction<T, TState> FoldOf<T, TState>(Func<TState, T, TState> fold, Func<TState, TState>? clone) =>
        new(fold, (state, item, _) => new ValueTask<TState>(fold(state, item)), clone);

    private static FoldFunction<T, TState> FoldOf<T, TState>(
        Func<TState, T, CancellationToken, ValueTask<TState>> fold, Func<TState, TState>? clone) =>
        new(Synchronous: null, fold, clone);

    private sealed class FunctionFoldTask<T, TState, TFunction>(string name, TState seed)
        : StepTask<T>(name, TaskOptions.None, [Out<TState>()])
        where TFunction : struct, IFoldFunction<TState, T>
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) =>
            new FoldStep<T, TState, TFunction>(wiring.Task, seed, wiring.Outlet<TState>());
    }
}
