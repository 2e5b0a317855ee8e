using Millstream.Benchmarks.Harness;

namespace Millstream.Benchmarks.Peers;

/// <summary>The work of <see cref="ReadingWork"/>, with a source that lets <see cref="HeapProbe"/> look.</summary>
internal readonly struct ProbedReadingWork : IWork<Reading>
{
    public static Reading Item(long index)
    {
        HeapProbe.Look(index);
        return ReadingWork.Item(index);
    }

    public static Reading Step(Reading item) => ReadingWork.Step(item);

    public static long Value(Reading item) => ReadingWork.Value(item);
}
