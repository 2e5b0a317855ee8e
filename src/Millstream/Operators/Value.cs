using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins with a value that is there already.</summary>
    /// <remarks>
    /// <para>Emits: the value, once.</para>
    /// <para>Backpressure: none to speak of; there is one item.</para>
    /// <para>Completes: after the value.</para>
    /// <para>Fails: never.</para>
    /// </remarks>
    public static FlowValue<T> Value<T>(T value) => new(new SliceTask<T>("value", TaskOptions.None, [value]) { IsConstant = true });
}
