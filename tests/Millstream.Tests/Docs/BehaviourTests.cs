using System.Collections.Concurrent;

namespace Millstream.Docs;

public sealed class BehaviourTests
{
    [Fact]
    public async Task The_example_of_the_fluent_page_gives_90()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;

        #region behaviour-fluent
        int total = await Flow.Iter(Gen, 10).Then(Twice).Reduce(Add, 0).RunAsync(ct);      // 90
        #endregion

        Assert.Equal(90, total);
    }

    [Fact]
    public async Task The_example_of_the_page_on_regions_prints_random_numbers_until_the_kill()
    {
        var engine = new LocalEngine();

        #region behaviour-regions
        var vals = await engine.StreamAsync(r =>              // nothing runs in here
        {
            var v = r.Spawn(() => Random.Shared.NextDouble());
            r.Spawn(v, x => Console.WriteLine(x));
            return v;
        });                                                   // both tasks start now
        #endregion

        await Console.Written.Task.InTime();
        await vals.KillAsync(TestContext.Current.CancellationToken).InTime();
        Assert.Equal(RunStatus.Killed, vals.Status);
        Assert.All(Console.Lines, x => Assert.InRange(x, 0, 1));
    }

    private static IEnumerable<int> Gen(int n) => Enumerable.Range(0, n);

    private static int Twice(int x) => 2 * x;

    private static int Add(int sum, int x) => sum + x;

    /// <summary>Stands for the console in the example, which would print a great deal.</summary>
    private static class Console
    {
        public static ConcurrentQueue<double> Lines { get; } = new();

        public static TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static void WriteLine(double x)
        {
            if (Lines.Count < 100)
            {
                Lines.Enqueue(x);
            }
            else
            {
                Written.TrySetResult();
            }
        }
    }
}
