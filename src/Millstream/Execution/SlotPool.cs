namespace Millstream.Execution;

/// <summary>How many stages of a run, and of the runs inside it, may work at the same time, and which go first: those that come first in the plan.</summary>
/// <remarks>Made only where a run limits it. <see cref="Gate"/> guards the pool and all its slots; stages are woken outside it.</remarks>
internal sealed class SlotPool(int slots)
{
    private readonly PriorityQueue<StageSlot, StageSlot> _waiting = new(Comparer<StageSlot>.Create(static (one, other) => one.CompareTo(other)));
    private int _free = slots;

    public Lock Gate { get; } = new();

    /// <summary>Has a stage wait for a slot. Under <see cref="Gate"/>.</summary>
    public void Enqueue(StageSlot slot) => _waiting.Enqueue(slot, slot);

    /// <summary>Takes a slot at once, also where none is free: the next to come waits longer. Under <see cref="Gate"/>.</summary>
    public void Take() => _free--;

    /// <summary>Gives a slot back. Under <see cref="Gate"/>.</summary>
    public void Release() => _free++;

    /// <summary>Gives free slots to those who wait; what they go on with is to be called outside the gate. Under <see cref="Gate"/>.</summary>
    public Action? Grant()
    {
        Action? go = null;
        while (_free > 0 && _waiting.TryDequeue(out StageSlot? slot, out _))
        {
            go += slot.Granted();
        }

        return go;
    }
}
