namespace Millstream.Benchmarks.Peers;

/// <summary>User code that also makes one item of four.</summary>
internal interface IZipCode : ICode<long>
{
    long Zip(long first, long second, long third, long fourth);
}
