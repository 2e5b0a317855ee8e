using System.Runtime.CompilerServices;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Keeps all items of an output, in order, up to its quota.</summary>
/// <param name="task">The task that gives them.</param>
/// <param name="name">The output.</param>
/// <param name="quotaBytes">How many bytes may be kept.</param>
/// <param name="howToGoOn">How those who wait for more go on.</param>
internal sealed class ListOutput<T>(TaskScope task, string name, long quotaBytes, TaskCreationOptions howToGoOn) : OutputCell<T>(howToGoOn)
{
    private const int Longest = 256;

    /// <summary>What a reference points to is not known; it counts as a small object, as on edges.</summary>
    private static readonly long ItemBytes =
        RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? Math.Max(64, Unsafe.SizeOf<T>()) : Unsafe.SizeOf<T>();

    private readonly List<T> _items = [];

    public override object Value => _items;

    public override bool HasValue => true;

    public override object Items => _items;

    protected override int Available => _items.Count;

    public override void Push(ReadOnlySpan<T> items)
    {
        if (((long)_items.Count + items.Length) * ItemBytes > quotaBytes)
        {
            throw new StageFaultException(task, task.Error(new QuotaExceededException(name, quotaBytes, _items.Count), index: null), downstream: this);
        }

        base.Push(items);
    }

    protected override void Keep(ReadOnlySpan<T> items) => _items.AddRange(items);

    protected override int CopyTo(ref T[] span, long position, bool isEnded)
    {
        int length = (int)Math.Clamp(_items.Count - position, 0, Longest);
        if (length > 0)
        {
            span = span.Length < length ? new T[length] : span;
            _items.CopyTo((int)position, span, 0, length);
        }

        return length;
    }
}
