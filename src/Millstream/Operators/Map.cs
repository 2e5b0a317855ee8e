using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each of some items: <c>Map(f, items)</c> is <c>From(items).Then(f)</c>.</summary>
    /// <remarks>
    /// <para>Emits: one item for each item, in their order; what it returns as <c>Then</c> would take it.</para>
    /// <para>Backpressure: takes the next item only when there is room for its result.</para>
    /// <para>Completes: after the last item.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    /// <param name="task">The method.</param>
    /// <param name="items">A list, or a sequence that is enumerated anew for each run.</param>
    /// <param name="options">Options of the calls.</param>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, TResult> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        Func<T, ValueTask<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, Task<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, IEnumerable<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, Step<TResult>> task, IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null) =>
        Given(items).Then(task, options);

    /// <summary>Calls a method for each item of a flow: <c>Map(f, flow)</c> is <c>flow.Then(f)</c>.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, TResult> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        Func<T, ValueTask<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, Task<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, IEnumerable<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <inheritdoc cref="Map{T, TResult}(Func{T, TResult}, Flow{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        Func<T, Step<TResult>> task, Flow<T> source, Func<TaskOptions, TaskOptions>? options = null) =>
        source.Then(task, options);

    /// <summary>Calls a method for each two items, the k-th of one list with the k-th of the other: <c>Map(f, a, b)</c> is <c>Zip(a, b).Then(f)</c>.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(IEnumerable{T1}, IEnumerable{T2})"/>
    public static Flow<TResult> Map<T1, T2, TResult>(
        Func<T1, T2, TResult> task, IEnumerable<T1> first, IEnumerable<T2> second, Func<TaskOptions, TaskOptions>? options = null) =>
        Zip(first, second).Then(task, options);

    /// <inheritdoc cref="Map{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{T1}, IEnumerable{T2}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T1, T2, TResult>(
        Func<T1, T2, ValueTask<TResult>> task, IEnumerable<T1> first, IEnumerable<T2> second, Func<TaskOptions, TaskOptions>? options = null) =>
        Zip(first, second).Then(task, options);

    /// <inheritdoc cref="Map{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{T1}, IEnumerable{T2}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> task, IEnumerable<T1> first, IEnumerable<T2> second, Func<TaskOptions, TaskOptions>? options = null) =>
        Zip(first, second).Then(task, options);

    /// <inheritdoc cref="Map{T1, T2, TResult}(Func{T1, T2, TResult}, IEnumerable{T1}, IEnumerable{T2}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T1, T2, TResult>(
        Func<T1, T2, IEnumerable<TResult>> task, IEnumerable<T1> first, IEnumerable<T2> second, Func<TaskOptions, TaskOptions>? options = null) =>
        Zip(first, second).Then(task, options);

    private static Flow<T> Given<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items is IReadOnlyList<T> list ? From(list) : Iter(items);
    }
}
