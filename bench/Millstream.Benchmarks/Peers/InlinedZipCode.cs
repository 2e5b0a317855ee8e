namespace Millstream.Benchmarks.Peers;

/// <summary>Adding up four numbers, in the loop.</summary>
internal readonly struct InlinedZipCode : IZipCode
{
    public long Step(long item) => LongWork.Step(item);

    public long Zip(long first, long second, long third, long fourth) => first + second + third + fourth;

    public long Add(long sum, long item) => sum + item;
}
