using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Divides a flow by a condition: the items for which it holds, and the others.</summary>
    /// <remarks>
    /// <para>Emits: each item on one of the flows, in order; they keep their index at the source. Of a single value, the flow not taken ends
    /// empty, and what depends on it alone ends <see cref="RunStatus.Disabled"/>.</para>
    /// <para>Backpressure: reads while there is room on both that are read: the fuller governs.</para>
    /// <para>Completes: when the source completes, or when nobody reads either any more.</para>
    /// <para>Fails: with a <see cref="ConditionFailedException"/> when <paramref name="condition"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static (Flow<T> Then, Flow<T> Else) If<T>(
        this Flow<T> source, Func<T, bool> condition, Func<TaskOptions, TaskOptions>? options = null, OnConditionError onError = OnConditionError.Fail)
    {
        ArgumentNullException.ThrowIfNull(source);
        return If(source.Input, condition, options, onError, isSingle: false);
    }

    /// <inheritdoc cref="If{T}(Flow{T}, Func{T, bool}, Func{TaskOptions, TaskOptions}?, OnConditionError)"/>
    public static (Flow<T> Then, Flow<T> Else) If<T>(
        this FlowValue<T> source, Func<T, bool> condition, Func<TaskOptions, TaskOptions>? options = null, OnConditionError onError = OnConditionError.Fail)
    {
        ArgumentNullException.ThrowIfNull(source);
        return If(source.Input, condition, options, onError, isSingle: true);
    }

    /// <summary>Calls one of two methods for each item, by a condition.</summary>
    /// <remarks>
    /// <para>Emits: what the method gives, in the order of the items.</para>
    /// <para>Backpressure: reads the next item only when there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="then"/> or <paramref name="otherwise"/> throws, or with a <see cref="ConditionFailedException"/>, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static Flow<TResult> If<T, TResult>(
        this Flow<T> source, Func<T, bool> condition, Func<T, TResult> then, Func<T, TResult> otherwise, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return source.Then(item => Holds(condition, "then", item) ? then(item) : otherwise(item), o => options is null ? o.Named("if") : options(o.Named("if")));
    }

    private static (Flow<T> Then, Flow<T> Else) If<T>(
        FlowInput source, Func<T, bool> condition, Func<TaskOptions, TaskOptions>? options, OnConditionError onError, bool isSingle)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Branches<T> branches = Switched(
            source, "if", [new Branch<T>("then", condition), new Branch<T>("else")], Matching.First, "else", options, onError, isSingle);
        return (branches["then"], branches["else"]);
    }
}
