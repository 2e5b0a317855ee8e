using Millstream.Stages;

namespace Millstream;

/// <summary>An inlet that a task reads by itself, with all that comes on it besides items: a parameter of its method.</summary>
/// <remarks>For one reader at a time: read it as a stream, or with others by <see cref="TaskContext.SignalsAsync(Inlet[])"/>.</remarks>
public abstract class Inlet
{
    private readonly StageSignal? _signal;

    private protected Inlet(string name, StageSignal? signal)
    {
        Name = name;
        _signal = signal;
    }

    /// <summary>Gets the inlet's name.</summary>
    public string Name { get; }

    /// <summary>Gets whether the producer said that it pauses, before the item that was read last or since.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Gets what brings news of the inlet.</summary>
    internal StageSignal Signal => _signal ?? throw Early();

    /// <summary>Gets what holds the inlet's items until their turn.</summary>
    internal abstract HeldInlet Held { get; }

    /// <summary>Gets what knows the times of the inlet's items; null where they have none.</summary>
    internal IReadsTime? Times { get; private protected init; }

    /// <summary>Gets or sets who is told of a pause, while the inlet is read together with others.</summary>
    internal Action<bool>? Words { get; set; }

    /// <summary>Says that the inlet is only noted yet.</summary>
    private protected InvalidOperationException Early() => new($"The inlet '{Name}' gives nothing in SetupAsync: keep it, and read it in RunAsync.");

    private protected void Hear(bool isPaused)
    {
        IsPaused = isPaused;
        Words?.Invoke(isPaused);
    }
}

/// <inheritdoc/>
/// <typeparam name="T">The type of its items.</typeparam>
public sealed class Inlet<T> : Inlet, IAsyncEnumerable<T>
{
    private readonly HeldInlet<T>? _held;
    private readonly Func<ItemStream<T>>? _open;

    /// <summary>Makes an inlet of a task that only tells which ports it has.</summary>
    internal Inlet(string name)
        : base(name, signal: null)
    {
    }

    internal Inlet(string name, int priority, LiveInlet<T> live, StageScope stage, TaskScope task)
        : base(name, live.Signal)
    {
        _open = () => new ItemStream<T>(live, stage, task);
        IReadsTime? times = Times = live.Reader as IReadsTime;
        _held = new HeldInlet<T>(name, priority, isValue: false, live.Reader, times is null ? null : _ => times.LastTime);
        live.Reader.OnPause(Hear);
    }

    /// <summary>Gets the item of the signal that was read last of this inlet; the default before the first.</summary>
    internal T Item => _held!.Item;

    internal override HeldInlet Held => _held ?? throw Early();

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        (_open ?? throw Early())().GetAsyncEnumerator(cancellationToken);
}
