using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>Memory does not depend on how many items there are.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Long")]
public sealed class MemoryTests
{
    private const int Million = 1_000_000;
    private const long MiB = 1024 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Ends => ["reduce", "await foreach", "count", "straight into reduce"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "FLU-20")]
    public async Task A_million_items_pass_through_a_few_megabytes(bool unordered)
    {
        var heap = new Heap(Million);

        long length = await PassedOn(Million, unordered).Reduce(heap.Fold, 0L).RunAsync().WaitAsync(Deadline);

        Assert.Equal(1_024_000_000, length);
        Assert.Equal(20, heap.Samples);
        Assert.InRange(heap.Growth, 0, 16 * MiB);
    }

    [Fact]
    [Trait("Proves", "FLU-21")]
    public async Task The_peak_is_the_same_for_twenty_times_as_many_items()
    {
        var (few, many) = (new Heap(50_000), new Heap(Million));
        await PassedOn(50_000, unordered: false).Reduce(few.Fold, 0L).RunAsync().WaitAsync(Deadline);

        await PassedOn(Million, unordered: false).Reduce(many.Fold, 0L).RunAsync().WaitAsync(Deadline);

        Assert.InRange(Math.Abs(many.Peak - few.Peak), 0, 4 * MiB);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    [Trait("Proves", "FLU-22")]
    public async Task Every_end_that_does_not_keep_the_items_runs_in_a_few_megabytes(string end)
    {
        var heap = new Heap(Million);
        Flow<byte[]> passed = PassedOn(Million, unordered: false);
        switch (end)
        {
            case "reduce":
                await passed.Reduce(heap.Fold, 0L).RunAsync().WaitAsync(Deadline);
                break;
            case "count":
                await passed.Then(heap.See).Count().RunAsync().WaitAsync(Deadline);
                break;
            case "straight into reduce":
                await Flow.Iter(Fresh, Million).Reduce(heap.Fold, 0L).RunAsync().WaitAsync(Deadline);
                break;
            default:
                await foreach (byte[] item in passed)
                {
                    heap.Fold(0, item);
                }

                break;
        }

        Assert.Equal(20, heap.Samples);
        Assert.InRange(heap.Growth, 0, 16 * MiB);
    }

    private static Flow<byte[]> PassedOn(int count, bool unordered)
    {
        TaskOptions Options(TaskOptions o)
        {
            o = o.Parallel(4).Capacity(16);
            return unordered ? o.Unordered() : o;
        }

        return Flow.Iter(Fresh, count).Then(x => x, Options);
    }

    private static IEnumerable<byte[]> Fresh(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return new byte[1024];
        }
    }

    /// <summary>Looks at the heap twenty times while a given number of items passes.</summary>
    private sealed class Heap(int count)
    {
        private int _seen;
        private long _first = -1;

        public int Samples { get; private set; }

        public long Peak { get; private set; }

        public long Growth => Peak - _first;

        public byte[] See(byte[] item)
        {
            if (_seen++ % (count / 20) == 0)
            {
                long now = GC.GetTotalMemory(forceFullCollection: true);
                _first = Samples == 0 ? now : _first;
                Peak = Math.Max(Peak, now);
                Samples++;
            }

            return item;
        }

        public long Fold(long sum, byte[] item) => sum + See(item).Length;
    }
}
