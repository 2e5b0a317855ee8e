namespace Millstream.Stages;

/// <summary>The newest time among the items that a task has read: the time of what it makes of them.</summary>
/// <remarks>For tasks that do not carry the time of each item through themselves. They read one item at a time where times are read behind them.</remarks>
internal sealed class NewestTime
{
    private long _time = ItemTime.None;

    public long Time => Volatile.Read(ref _time);

    public void Read(long time)
    {
        if (time > _time)
        {
            Volatile.Write(ref _time, time);
        }
    }
}
