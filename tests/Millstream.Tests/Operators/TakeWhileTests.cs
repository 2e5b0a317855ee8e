namespace Millstream;

public sealed class TakeWhileTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Nothing_is_asked_about_after_the_end_and_an_endless_source_is_disposed(bool fuse, int capacity)
    {
        var (asked, disposed) = (0, 0);
        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                disposed++;
            }
        }

        bool IsFew(int x)
        {
            asked++;
            return x < 40;
        }

        await using var run = Flow.Iter(Endless).TakeWhile(IsFew).Start(new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal(Enumerable.Range(0, 40), await run.ResultAsync<IReadOnlyList<int>>("result"));
        Assert.Equal((41, 1), (asked, disposed));
        Assert.Equal(41, run.Snapshot().Task("IsFew").Started);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_call_that_was_running_when_it_ended_adds_nothing(bool fuse, int capacity)
    {
        var flow = Flow.From([1, 9, 2, 2])
            .Then(async x =>
            {
                if (x == 2)
                {
                    await Task.Yield();
                }

                return x;
            })
            .TakeWhile(x => x < 5);

        Assert.Equal([1], await flow.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public async Task Items_keep_their_index() =>
        Assert.Equal(
            [(7, 0), (8, 1)], await OperatorModes.LiftedAsync<int, int>([7, 8, 9, 7], s => s.TakeWhile(x => x < 9), new RunOptions()));
}
