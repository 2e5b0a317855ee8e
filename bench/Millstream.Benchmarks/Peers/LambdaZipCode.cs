namespace Millstream.Benchmarks.Peers;

/// <summary>Adding up four numbers, behind delegates.</summary>
internal readonly struct LambdaZipCode(
    Func<long, long> step, Func<long, long, long, long, long> zip, Func<long, long, long> add) : IZipCode
{
    public long Step(long item) => step(item);

    public long Zip(long first, long second, long third, long fourth) => zip(first, second, third, fourth);

    public long Add(long sum, long item) => add(sum, item);
}
