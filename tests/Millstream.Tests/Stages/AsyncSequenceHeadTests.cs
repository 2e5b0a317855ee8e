using System.Runtime.CompilerServices;

namespace Millstream.Stages;

public sealed class AsyncSequenceHeadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_sees_its_token_while_it_makes_an_item_drains_and_does_not_fail(bool fuse)
    {
        GraphRun? run = null;
        var isStarted = new ManualResetEventSlim();

        // Never waits, so that the token is seen inside the burst of items that are there at once.
        async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken token = default)
        {
            for (var i = 0; ; i++)
            {
                if (i == 5)
                {
                    isStarted.Wait(Token);
                    _ = run!.DrainAsync(Token);
                }

                token.ThrowIfCancellationRequested();
                yield return i;
                if (i < 0)
                {
                    await Task.Yield();
                }
            }
        }

        var sum = Flow.Iter(() => Numbers()).Reduce((s, x) => s + x, 0);
        await using (run = sum.Start(new RunOptions { Fuse = fuse }, Token))
        {
            isStarted.Set();

            Assert.Equal(10, await run.ResultAsync(sum, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));
            Assert.Equal(RunStatus.Completed, run.Status);
        }
    }
}
