namespace Millstream.Benchmarks.Peers;

/// <summary>A record of 64 bytes on the heap: six numbers behind a header of 16 bytes.</summary>
internal sealed record Reading(long Sensor, long Time, long Low, long High, long Flags)
{
    /// <summary>Gets or sets what the steps work on; a record has one owner at a time.</summary>
    public required long Value { get; set; }

    /// <summary>Adds one in place: what is measured is the way of a record, not the making of others.</summary>
    public Reading Increment()
    {
        Value++;
        return this;
    }
}
