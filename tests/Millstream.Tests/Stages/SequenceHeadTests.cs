using static Millstream.RunModes;

namespace Millstream.Stages;

/// <summary>A source that may stall in any item: it hands over what somebody waits for, and takes many at once otherwise.</summary>
public sealed class SequenceHeadTests
{
    [Fact]
    public async Task A_reader_who_waits_for_a_total_does_not_have_the_source_hurry()
    {
        int made = 0;
        bool isAhead = false;
        var counts = Flow.Iter(Numbers).Then(x => Look(x)).CountBy(x => x % 3);

        var (items, error) = await CollectAsync(counts.With(RunOptions.Default)).InTime();

        Assert.Null(error);
        Assert.Equal([3334L, 3333L, 3333L], items.Select(pair => pair.Value));
        Assert.True(isAhead, "Each item went through alone.");

        IEnumerable<int> Numbers()
        {
            for (int i = 0; i < 10_000; i++)
            {
                made++;
                yield return i;
            }
        }

        int Look(int x)
        {
            isAhead |= made > x + 1;
            return x;
        }
    }

    [Fact]
    public async Task A_reader_who_waits_for_an_item_gets_it_before_the_source_is_asked_for_the_next()
    {
        int made = 0;
        var seen = new List<int>();
        await foreach (int x in Flow.Iter(Numbers).Then(x => x).WithCancellation(TestContext.Current.CancellationToken))
        {
            seen.Add(x);
            if (x == 0)
            {
                Assert.InRange(Volatile.Read(ref made), 1, 2);
            }

            Volatile.Write(ref _read, x + 1);
        }

        Assert.Equal([0, 1, 2], seen);

        IEnumerable<int> Numbers()
        {
            for (int i = 0; i < 3; i++)
            {
                made++;

                // Stalls until the item before was read.
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _read) >= i, Deadline));
                yield return i;
            }
        }
    }

    private int _read;
}
