namespace Millstream;

/// <summary>Puts transforms behind flows.</summary>
public static partial class TransformPlacing
{
    /// <summary>Gives what a transform makes of each item.</summary>
    /// <remarks>
    /// <para>Emits: what the transform makes of each item.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with a <see cref="TransformException"/> that names the transform.</para>
    /// </remarks>
    /// <param name="source">The flow.</param>
    /// <param name="transform">What becomes of each item.</param>
    public static Flow<TOut> Through<TIn, TOut>(this Flow<TIn> source, Transform<TIn, TOut> transform)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return transform.TaskOn(source.Node.Task.Name).Place([source]).Flow<TOut>();
    }

    /// <inheritdoc cref="Through{TIn, TOut}(Flow{TIn}, Transform{TIn, TOut})"/>
    public static FlowValue<TOut> Through<TIn, TOut>(this FlowValue<TIn> source, Transform<TIn, TOut> transform)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        return transform.TaskOn(source.Node.Task.Name).Place([source]).Value<TOut>();
    }
}
