using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Folds all items into one value, one after the other.</summary>
    /// <remarks>
    /// <para>Emits: the state, once, when the source has ended; the seed when there was no item.</para>
    /// <para>Backpressure: reads as fast as <paramref name="fold"/> runs.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, naming the item.</para>
    /// </remarks>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source, Func<TState, T, TState> fold, TState seed, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        return new FlowValue<TState>(
            new FoldTask<T, TState>(MethodName.Of(fold, "reduce"), TaskOptions.From(options), () => seed, fold), source.Input);
    }

    /// <summary>Folds all items into a state that is made anew for each run, so that the fold may change it in place.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source, Func<TState, T, TState> fold, Func<TState> seed, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return new FlowValue<TState>(
            new FoldTask<T, TState>(MethodName.Of(fold, "reduce"), TaskOptions.From(options), seed, fold), source.Input);
    }

    /// <summary>Folds by a method known by its type: what the generator writes.</summary>
    /// <inheritdoc cref="Reduce{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TState> Reduce<T, TState, TFunction>(this Flow<T> source, string name, TState seed)
        where TFunction : struct, IFoldFunction<TState, T>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new FlowValue<TState>(new FunctionFoldTask<T, TState, TFunction>(name, seed), source.Input);
    }

    private sealed class FunctionFoldTask<T, TState, TFunction>(string name, TState seed)
        : StepTask<T>(name, TaskOptions.None, [Out<TState>()])
        where TFunction : struct, IFoldFunction<TState, T>
    {
        public override Stages.SpanSink CreateSink(Stages.StageWiring wiring) =>
            new Stages.FoldStep<T, TState, TFunction>(wiring.Task, seed, wiring.Outlet<TState>());
    }
}
