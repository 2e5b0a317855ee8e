using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow with a generator, called anew for each run.</summary>
    /// <remarks>
    /// <para>Emits: what the generator yields, in order.</para>
    /// <para>Backpressure: asks the generator for an item only when there is room.</para>
    /// <para>Completes: when the generator ends.</para>
    /// <para>Fails: with what the generator throws; what it had yielded goes on first. The generator is disposed in every case.</para>
    /// </remarks>
    public static Flow<T> Iter<T>(Func<IEnumerable<T>> generator, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Source(MethodName.Of(generator, "iter"), generator, options, new TaskMethod(generator, items: 0));
    }

    /// <summary>Begins a flow with a generator and the argument for it.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<TArgument, T>(
        Func<TArgument, IEnumerable<T>> generator, TArgument argument, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Source(MethodName.Of(generator, "iter"), () => generator(argument), options, new TaskMethod(generator, items: 0, argument));
    }

    /// <summary>Begins a flow with a generator and a value of the run as the argument for it: computed once, before the generator begins.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<TArgument, T>(
        Func<TArgument, IEnumerable<T>> generator, FlowValue<TArgument> argument, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(argument);
        TaskOptions set = SourceOptions(generator, options);
        return Source<TArgument, T>(generator, argument, set, (task, sink, value) =>
            new SequenceHead<T>(task, () => generator(value.Value), sink, set.TimeLimit, value));
    }

    /// <summary>Begins a flow with a sequence, enumerated anew for each run.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<T>(IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);

        // An array of another type is one of a derived class, which cannot be taken as a span.
        return items is T[] array && array.GetType() == typeof(T[])
            ? new Flow<T>(new SliceTask<T>("iter", TaskOptions.From(options).OnSource("iter"), array))
            : Source("iter", () => items, options);
    }

    /// <summary>Begins a flow with an asynchronous generator, called anew for each run.</summary>
    /// <remarks>
    /// <para>Emits: what the generator yields, in order; what is there without waiting goes on together.</para>
    /// <para>Backpressure: asks for an item only when there is room.</para>
    /// <para>Completes: when the generator ends.</para>
    /// <para>Fails: with what the generator throws. Its enumerator gets a token that fires when the run ends early or is drained, and is disposed in every case.</para>
    /// </remarks>
    public static Flow<T> Iter<T>(Func<IAsyncEnumerable<T>> generator, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Source(MethodName.Of(generator, "iter"), generator, options, new TaskMethod(generator, items: 0));
    }

    /// <summary>Begins a flow with an asynchronous generator and the argument for it.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IAsyncEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<TArgument, T>(
        Func<TArgument, IAsyncEnumerable<T>> generator, TArgument argument, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Source(MethodName.Of(generator, "iter"), () => generator(argument), options, new TaskMethod(generator, items: 0, argument));
    }

    /// <summary>Begins a flow with an asynchronous generator and a value of the run as the argument for it: computed once, before the generator begins.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IAsyncEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<TArgument, T>(
        Func<TArgument, IAsyncEnumerable<T>> generator, FlowValue<TArgument> argument, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(argument);
        TaskOptions set = SourceOptions(generator, options);
        return Source<TArgument, T>(generator, argument, set, (task, sink, value) =>
            AsyncSequenceHead<T>.ForSource(task, _ => generator(value.Value), sink, set.TimeLimit, value));
    }

    /// <summary>Begins a flow with an asynchronous sequence, enumerated anew for each run.</summary>
    /// <inheritdoc cref="Iter{T}(Func{IAsyncEnumerable{T}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<T> Iter<T>(IAsyncEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Source("iter", () => items, options);
    }

    private static Flow<T> Source<T>(
        string name, Func<IAsyncEnumerable<T>> open, Func<TaskOptions, TaskOptions>? options, TaskMethod? generator = null) =>
        new(new AsyncSequenceTask<T>(name, TaskOptions.From(options).OnSource(name), _ => open()) { Generator = generator });

    private static Flow<T> Source<T>(
        string name, Func<IEnumerable<T>> open, Func<TaskOptions, TaskOptions>? options, TaskMethod? generator = null) =>
        new(new SequenceTask<T>(name, TaskOptions.From(options).OnSource(name), open) { Generator = generator });

    private static Flow<T> Source<TArgument, T>(
        Delegate generator,
        FlowValue<TArgument> argument,
        TaskOptions options,
        Func<TaskScope, SpanSink<T>, SourceArgument<TArgument>, StageHead> head) =>
        new(
            new ArgumentSourceTask<TArgument, T>(MethodName.Of(generator, "iter"), options, argument.Node, head)
            {
                Generator = new TaskMethod(generator, items: 0),
            },
            argument.Input);

    private static TaskOptions SourceOptions(Delegate generator, Func<TaskOptions, TaskOptions>? options) =>
        TaskOptions.From(options).OnSource(MethodName.Of(generator, "iter"));
}
