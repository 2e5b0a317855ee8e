using System.Diagnostics;
using Millstream.Graphs;
using static Millstream.RunModes;

namespace Millstream.Execution;

/// <summary>Methods that block the thread they are called on: others go on.</summary>
[Collection(nameof(Alone))]
public sealed class BlockingTests
{
    private const int Most = 60;
    private const int Tries = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>More than the pool has threads, in a test program too.</summary>
    private const int Many = 32;

    /// <summary>Fused or not, whether more tasks block than the pool has threads, and whether what feeds them awaits.</summary>
    public static TheoryData<bool, bool, bool> Blockers => new()
    {
        { true, false, false }, { true, false, true }, { true, true, false }, { true, true, true }, { false, false, false }, { false, true, false }, { false, true, true },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Blockers))]
    [Trait("Proves", "TD-11")]
    public async Task Ticks_are_in_time_beside_methods_that_sleep(bool fuse, bool areMany, bool isAsync)
    {
        // The machine may have something else to do, which a thread that does nothing but sleep feels as well; the engine always would.
        var latest = new List<(long Ticks, long Machine)>();
        while (latest.Count < Tries && !latest.Exists(l => l.Ticks <= Most + l.Machine))
        {
            using var machine = new SleepingThread(Interval);
            long ticks = await LatestAsync(fuse, areMany ? Many : 1, isAsync);
            latest.Add((ticks, machine.Latest));
        }

        Assert.True(latest.Exists(l => l.Ticks <= Most + l.Machine), $"Ticks came so many ms after the one before, on a machine that was so many ms late by itself: {string.Join(", ", latest)}.");
    }

    /// <summary>Gives the longest time from one tick to the next, in milliseconds.</summary>
    private static async Task<long> LatestAsync(bool fuse, int blockers, bool isAsync)
    {
        const int Ticks = 60;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long before = 0;
        long most = 0;
        int ticks = 0;
        int slept = 0;
        var g = new GraphBuilder("blocking");
        for (int i = 0; i < blockers; i++)
        {
            Flow<int> items = isAsync ? Flow.Iter(NumbersAsync) : Flow.Range(0, 1000);
            g.Output($"slept-{i}", items.Then(x =>
            {
#pragma warning disable RS0030 // What blocks is what is tested.
                Thread.Sleep(200);
#pragma warning restore RS0030
                return Interlocked.Increment(ref slept);
            }).Count());
        }

        g.Output("ticks", Flow.Every(Interval).Then(tick =>
        {
            long now = Stopwatch.GetTimestamp();
            most = before == 0 ? 0 : Math.Max(most, (long)Stopwatch.GetElapsedTime(before, now).TotalMilliseconds);
            before = now;
            if (++ticks == Ticks)
            {
                done.TrySetResult();
            }

            return tick;
        }).Count());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Of(fuse, 1024), Token);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        _ = run.KillAsync(Token);
        Assert.InRange(slept, blockers, int.MaxValue);
        return most;

        static async IAsyncEnumerable<int> NumbersAsync()
        {
            for (int i = 0; i < 1000; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    /// <summary>A thread that sleeps again and again: how late it wakes is the machine's doing.</summary>
    private sealed class SleepingThread : IDisposable
    {
        private readonly Thread _thread;
        private long _latest;
        private volatile bool _isOver;

        public SleepingThread(TimeSpan interval)
        {
            _thread = new Thread(() =>
            {
                while (!_isOver)
                {
                    long before = Stopwatch.GetTimestamp();
#pragma warning disable RS0030 // How long a sleep takes is what is measured.
                    Thread.Sleep(interval);
#pragma warning restore RS0030
                    Volatile.Write(ref _latest, Math.Max(_latest, (long)(Stopwatch.GetElapsedTime(before) - interval).TotalMilliseconds));
                }
            });
            _thread.Start();
        }

        /// <summary>Gets by how many milliseconds it was late at the most.</summary>
        public long Latest => Volatile.Read(ref _latest);

        public void Dispose()
        {
            _isOver = true;
            _thread.Join();
        }
    }
}
