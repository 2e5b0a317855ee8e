using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow that ticks: 0, 1, 2, …, the first after one period.</summary>
    /// <param name="period">The time from tick to tick, by the run's clock; more than zero.</param>
    /// <param name="missed">What becomes of ticks for which there was no room in time.</param>
    /// <remarks>
    /// <para>Emits: tick k when k + 1 periods have passed since the run started. Late ticks do not make later ones late: it does not drift.</para>
    /// <para>Backpressure: waits for room; <paramref name="missed"/> says what becomes of the ticks that were due meanwhile.</para>
    /// <para>Completes: never by itself; when the run is drained, or nobody reads any more.</para>
    /// <para>Fails: never.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="period"/> is zero or less.</exception>
    public static Flow<long> Every(TimeSpan period, MissedTicks missed = MissedTicks.Skip)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return new Flow<long>(new EveryTask(period, missed));
    }

    private sealed class EveryTask(TimeSpan period, MissedTicks missed) : TaskBody("every", TaskOptions.None, [], [Out<long>()])
    {
        public override bool IsFusable => false;

        public override StageHead CreateHead(StageWiring wiring) => AsyncSequenceHead<long>.ForSource(
            wiring.Task, stage => TickAsync(wiring.Task, stage.Time, stage.Time.GetTimestamp()), wiring.Outlet<long>());

        private async IAsyncEnumerable<long> TickAsync(
            TaskScope task, TimeProvider time, long start, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (long tick = 0; ; tick++)
            {
                TimeSpan elapsed = time.GetElapsedTime(start);
                if (missed == MissedTicks.Skip)
                {
                    // The newest tick that is due, or the one to come.
                    long newest = Math.Max(tick, (elapsed.Ticks / period.Ticks) - 1);
                    task.Dropped += newest - tick;
                    tick = newest;
                }

                TimeSpan due = TimeSpan.FromTicks(checked(period.Ticks * (tick + 1)));
                for (; elapsed < due; elapsed = time.GetElapsedTime(start))
                {
                    await Task.Delay(TimerSpan.Of(due - elapsed), time, cancellationToken).ConfigureAwait(false);
                }

                yield return tick;
            }
        }
    }
}
