using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

// Over a list that the run computes: a list again.
public static partial class Flow
{
    /// <summary>Calls a method for each item of a list.</summary>
    /// <remarks>
    /// <para>Emits: the list of what the method returned, in the order of the items, once; an empty one for an empty list.</para>
    /// <para>Backpressure: as many calls at once as <c>Parallel</c> in <paramref name="options"/> allows, one unless set.</para>
    /// <para>Completes: after the list.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>; other calls are told to end then, and no later one begins.</para>
    /// </remarks>
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, Func<T, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Over(list, Call<Element<T>, TResult>(task, options, element => task(element.Item)));
    }

    /// <summary>Calls an asynchronous method for each item of a list.</summary>
    /// <inheritdoc cref="Map{T, TResult}(FlowValue{IReadOnlyList{T}}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, Func<T, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Over(list, Call<Element<T>, TResult>(task, options, (element, _) => new ValueTask<TResult>(task(element.Item))));
    }

    /// <summary>Calls an asynchronous method with a token for each item of a list.</summary>
    /// <inheritdoc cref="Map{T, TResult}(FlowValue{IReadOnlyList{T}}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, Func<T, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Over(list, Call<Element<T>, TResult>(task, options, (element, token) => task(element.Item, token)));
    }

    /// <summary>Calls a method with each item of a list, its number, and how many there are.</summary>
    /// <inheritdoc cref="Map{T, TResult}(FlowValue{IReadOnlyList{T}}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, Func<T, Iteration, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Over(list, Call<Element<T>, TResult>(task, options, element => task(element.Item, element.Iteration)));
    }

    /// <summary>Calls an asynchronous method with each item of a list, its number, and how many there are.</summary>
    /// <inheritdoc cref="Map{T, TResult}(FlowValue{IReadOnlyList{T}}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, Func<T, Iteration, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Over(list, Call<Element<T>, TResult>(task, options, (element, token) => task(element.Item, element.Iteration, token)));
    }

    /// <summary>Gives the items of a list with their numbers and how many there are.</summary>
    /// <param name="list">The list.</param>
    /// <param name="task">The options of the task that gets them: its limit of iterations is kept here, before the first.</param>
    internal static Flow<Element<T>> Elements<T>(FlowValue<IReadOnlyList<T>> list, TaskBody task)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new Flow<Element<T>>(
            new CallTask<IReadOnlyList<T>, IEnumerable<Element<T>>, Element<T>>(
                "elements",
                TaskOptions.None,
                items => items.Count > task.Options.Iterations
                    ? throw new IterationLimitException(task.Name, items.Count, task.Options.Iterations.Value)
                    : items.Select((item, i) => new Element<T>(item, i, items.Count)),
                CallShapes.Sequence<Element<T>>()),
            list.Input);
    }

    private static FlowValue<IReadOnlyList<TResult>> Over<T, TResult>(FlowValue<IReadOnlyList<T>> list, CallTask<Element<T>, TResult, TResult> task) =>
        new Flow<TResult>(task, Elements(list, task).Input).ToList();
}
