namespace Millstream.Stages;

/// <summary>One of several inlets that are read together item by item: the item at hand, and the next one, where it must wait for its turn.</summary>
/// <param name="name">The inlet's name.</param>
/// <param name="priority">Who goes first among items of equal time: the higher.</param>
/// <param name="isValue">Whether the inlet has one item, which is read before those of the others.</param>
internal abstract class HeldInlet(string name, int priority, bool isValue)
{
    public string Name => name;

    public int Priority => priority;

    public bool IsValue => isValue;

    /// <summary>Gets whether there is an item at hand.</summary>
    public bool HasItem { get; private set; }

    /// <summary>Gets the time of the item at hand.</summary>
    public long Time { get; private set; } = ItemTime.None;

    /// <summary>Gets whether the next item is there.</summary>
    public bool HasNext { get; private set; }

    /// <summary>Gets the time of the next item.</summary>
    public long NextTime { get; private set; }

    public abstract InletReader Reader { get; }

    /// <summary>Reads the next item, if it is not there yet. False: none is there, and the stage is told when one is.</summary>
    public bool TryRead()
    {
        if (!HasNext && ReadNext() is { } time)
        {
            HasNext = true;
            NextTime = time;
        }

        return HasNext;
    }

    /// <summary>Makes the next item the one at hand.</summary>
    public void Take()
    {
        TakeNext();
        Time = NextTime;
        HasItem = true;
        HasNext = false;
    }

    /// <summary>Forgets the next item.</summary>
    public void Drop() => HasNext = false;

    protected abstract long? ReadNext();

    protected abstract void TakeNext();
}

/// <summary>An inlet of items that come in a carrier of some type.</summary>
/// <param name="name">The inlet's name.</param>
/// <param name="priority">Who goes first among items of equal time.</param>
/// <param name="isValue">Whether the inlet has one item.</param>
/// <param name="reader">The inlet.</param>
/// <param name="time">Tells the time of what was read; null where times are not read.</param>
internal sealed class HeldInlet<T>(string name, int priority, bool isValue, InletReader<T> reader, Func<T, long>? time = null)
    : HeldInlet(name, priority, isValue)
{
    private T _next = default!;

    /// <summary>Gets the item at hand.</summary>
    public T Item { get; private set; } = default!;

    public override InletReader Reader => reader;

    protected override long? ReadNext()
    {
        if (reader.Read(1) is not [var item])
        {
            return null;
        }

        _next = item;
        return time?.Invoke(item) ?? ItemTime.None;
    }

    protected override void TakeNext() => Item = _next;
}
