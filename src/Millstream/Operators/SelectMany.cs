using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item and emits the items of the sequence that it returns: <c>Then</c> for LINQ hands.</summary>
    /// <remarks>
    /// <para>Emits: every item of every sequence, in order. A string, an array and a <see cref="List{T}"/> are one item here as they are everywhere.</para>
    /// <para>Backpressure: takes the next item of a sequence only when there is room; keeps its place in between.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="selector"/> or its sequence throws; what that sequence had given goes on first.</para>
    /// </remarks>
    public static Flow<TResult> SelectMany<T, TResult>(
        this Flow<T> source, Func<T, IEnumerable<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return Many(source, selector, selector, options);
    }

    /// <inheritdoc cref="SelectMany{T, TResult}(Flow{T}, Func{T, IEnumerable{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> SelectMany<T, TResult>(
        this Flow<T> source, Func<T, IAsyncEnumerable<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return ManyAsync(source, MethodName.Of(selector, "selectMany"), selector, options);
    }

    /// <summary>Emits the string that the method returns: a string is one item.</summary>
    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<string> SelectMany<T>(
        this Flow<T> source, Func<T, string> selector, Func<TaskOptions, TaskOptions>? options = null) =>
        Select(source, selector, options);

    /// <summary>Emits the array that the method returns: an array is one item. Return an <see cref="IEnumerable{T}"/> to emit what is in it.</summary>
    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult[]> SelectMany<T, TResult>(
        this Flow<T> source, Func<T, TResult[]> selector, Func<TaskOptions, TaskOptions>? options = null) =>
        Select(source, selector, options);

    /// <summary>Emits the list that the method returns: a list is one item. Return an <see cref="IEnumerable{T}"/> to emit what is in it.</summary>
    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<List<TResult>> SelectMany<T, TResult>(
        this Flow<T> source, Func<T, List<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null) =>
        Select(source, selector, options);

    /// <summary>Makes an item of each item and each of those in the sequence that belongs to it: <c>from … from … select</c> in query syntax.</summary>
    /// <remarks>
    /// <para>Emits: one item for each item of every sequence, in order. Whatever can be walked is walked, arrays and lists too: the second <c>from</c> asks for it.</para>
    /// <para>Backpressure: takes the next item of a sequence only when there is room; keeps its place in between.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="many"/>, its sequence or <paramref name="selector"/> throws; what came before goes on first.</para>
    /// </remarks>
    public static Flow<TResult> SelectMany<T, TMany, TResult>(
        this Flow<T> source, Func<T, IEnumerable<TMany>> many, Func<T, TMany, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(many);
        ArgumentNullException.ThrowIfNull(selector);
        return Many<T, TResult>(source, many, Pairs, options: null);

        IEnumerable<TResult> Pairs(T item)
        {
            foreach (TMany other in many(item))
            {
                yield return selector(item, other);
            }
        }
    }

    /// <inheritdoc cref="SelectMany{T, TMany, TResult}(Flow{T}, Func{T, IEnumerable{TMany}}, Func{T, TMany, TResult})"/>
    public static Flow<TResult> SelectMany<T, TMany, TResult>(
        this Flow<T> source, Func<T, IAsyncEnumerable<TMany>> many, Func<T, TMany, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(many);
        ArgumentNullException.ThrowIfNull(selector);
        return ManyAsync(
            source, MethodName.Of(many, "selectMany"), item => many(item).Select(other => selector(item, other)), options: null);
    }

    private static Flow<TResult> Many<T, TResult>(
        Flow<T> source, Delegate method, Func<T, IEnumerable<TResult>> function, Func<TaskOptions, TaskOptions>? options) =>
        new(
            new CallTask<T, IEnumerable<TResult>, TResult>(
                MethodName.Of(method, "selectMany"), TaskOptions.From(options), function, CallShapes.Sequence<TResult>())
            {
                Called = new TaskMethod(method, items: 1),
            },
            source.Input);

    private static Flow<TResult> ManyAsync<T, TResult>(
        Flow<T> source, string name, Func<T, IAsyncEnumerable<TResult>> function, Func<TaskOptions, TaskOptions>? options) =>
        new(new AsyncFlattenTask<T, TResult>(name, TaskOptions.From(options), function), source.Input);
}
