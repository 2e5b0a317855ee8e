namespace Millstream.Stages;

/// <summary>The windows of a stream that are not closed yet. Times are UTC ticks.</summary>
/// <remarks>A window is closed once the newest time seen is past its end by the lateness, whether it held an item or not.</remarks>
internal abstract class OpenWindows<T>(TimeSpan lateness)
{
    /// <summary>Gets how many items wait in open windows; one that is in several counts once.</summary>
    public long Held { get; protected set; }

    public static OpenWindows<T> Of(WindowOptions options) =>
        options.Every == TimeSpan.Zero ? new OpenSessions<T>(options) : new OpenSpans<T>(options);

    /// <summary>Puts an item into its windows; false when they are all closed. <paramref name="newest"/> counts the item itself.</summary>
    public abstract bool TryAdd(T item, long time, long newest);

    /// <summary>Takes out the windows that are closed, in the order of their ends; null when there are none.</summary>
    public abstract List<Window<T>>? TakeClosed(long newest);

    /// <summary>Takes out all windows, in the order of their ends; null when there are none.</summary>
    public abstract List<Window<T>>? TakeAll();

    protected bool IsClosed(long end, long newest) => end <= newest - lateness.Ticks;

    /// <summary>Adds to a time. What is past the last date can still be compared.</summary>
    protected static long After(long time, TimeSpan length) => length.Ticks > long.MaxValue - time ? long.MaxValue : time + length.Ticks;

    protected static DateTimeOffset At(long ticks) => new(Math.Min(ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}
