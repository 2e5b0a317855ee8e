using System.Diagnostics.CodeAnalysis;

namespace Millstream;

/// <summary>Something that came on one of the inlets that a task reads together.</summary>
public readonly struct InletSignal
{
    private readonly Inlet? _inlet;
    private readonly Kind _kind;
    private readonly long _time;

    private InletSignal(Inlet? inlet, Kind kind, long time = ItemTime.None)
    {
        _inlet = inlet;
        _kind = kind;
        _time = time;
    }

    private enum Kind : byte
    {
        Item,
        Paused,
        Resumed,
        Ended,
        Alarm,
    }

    /// <summary>Gets the inlet.</summary>
    /// <exception cref="InvalidOperationException">The signal is that of an alarm.</exception>
    public Inlet Inlet => _inlet ?? throw new InvalidOperationException("The signal is that of an alarm: it came on no inlet.");

    /// <summary>Gets whether an item came: <see cref="Is{T}"/> gives it.</summary>
    public bool IsItem => _kind == Kind.Item;

    /// <summary>Gets whether the producer pauses from here on.</summary>
    public bool IsPause => _kind == Kind.Paused;

    /// <summary>Gets whether the producer goes on from here.</summary>
    public bool IsResume => _kind == Kind.Resumed;

    /// <summary>Gets whether the inlet has ended.</summary>
    public bool IsEnd => _kind == Kind.Ended;

    /// <summary>Gets whether the moment of the alarm has come: no inlet's signal.</summary>
    public bool IsAlarm => _kind == Kind.Alarm;

    /// <summary>Gets the time of the item; null for what has none.</summary>
    public DateTimeOffset? Time => _time == ItemTime.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(_time);

    /// <summary>Says whether this is an item of an inlet, and gives it. To be asked before the next signal is read.</summary>
    /// <param name="inlet">The inlet.</param>
    /// <param name="item">The item.</param>
    public bool Is<T>(Inlet<T> inlet, [MaybeNullWhen(false)] out T item)
    {
        ArgumentNullException.ThrowIfNull(inlet);
        item = IsItem && ReferenceEquals(inlet, _inlet) ? inlet.Item : default;
        return IsItem && ReferenceEquals(inlet, _inlet);
    }

    internal static InletSignal Alarm { get; } = new(inlet: null, Kind.Alarm);

    internal static InletSignal Item(Inlet inlet, long time) => new(inlet, Kind.Item, time);

    internal static InletSignal Word(Inlet inlet, bool isPaused) => new(inlet, isPaused ? Kind.Paused : Kind.Resumed);

    internal static InletSignal End(Inlet inlet) => new(inlet, Kind.Ended);
}
