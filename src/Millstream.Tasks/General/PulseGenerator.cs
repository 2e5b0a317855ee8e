using Millstream.Timers;

namespace Millstream.General;

/// <summary>Gives a pulse at each interval: its own time, or a fresh id. Pulses stay on the beat however late one is; while nobody reads them none is made and no timer runs.</summary>
[StreamTask(Name = "pulse.generator", Label = "Pulse Generator")]
public sealed class PulseGenerator : StreamTask<PulseGeneratorSettings>
{
    private Outlet<DateTimeOffset>? _times;
    private Outlet<string>? _ids;

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (Settings.MessageType == PulseType.Ts)
        {
            _times = setup.Outlet<DateTimeOffset>("pulses");
        }
        else
        {
            _ids = setup.Outlet<string>("pulses", description: new PortDescription { Fields = PortFields.Parse("type=id") });
        }

        return default;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _times is not null
            ? BeatAsync(context, _times, static now => now)
            : BeatAsync(context, _ids!, static _ => Guid.NewGuid().ToString("N"));
    }

    private async Task BeatAsync<T>(TaskContext context, Outlet<T> pulses, Func<DateTimeOffset, T> make)
    {
        CancellationToken token = context.CancellationToken;
        while (true)
        {
            await pulses.WaitForDemandAsync(token).ConfigureAwait(true);
            DateTimeOffset first = context.Time.GetUtcNow();
            long beats = 0;
            while (pulses.HasDemand)
            {
                DateTimeOffset now = context.Time.GetUtcNow();
                await pulses.EmitAsync(make(now), now, token).ConfigureAwait(true);

                // Those that were missed, because somebody was slow, are not made up for.
                beats = Math.Max(beats, (context.Time.GetUtcNow() - first).Ticks / Settings.Interval.Ticks) + 1;
                await TimerTasks.WaitAsync((beats * Settings.Interval) - (context.Time.GetUtcNow() - first), context.Time, token).ConfigureAwait(true);
            }
        }
    }
}
