using System.ComponentModel.DataAnnotations;
using Millstream;

namespace Shop;

/// <summary>Adds what comes on any number of tracks.</summary>
[StreamTask(Name = "mixer", Label = "Mixing desk", Version = "2")]
public sealed class Mixer : StreamTask<MixerSettings>
{
    private readonly List<Inlet<int>> _tracks = [];
    private Outlet<int> _sum = null!;

    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        for (int track = 1; track <= Settings.Tracks; track++)
        {
            _tracks.Add(setup.Inlet<int>($"track{track}"));
        }

        _sum = setup.Outlet<int>("sum");
        return default;
    }

    protected override async Task RunAsync(TaskContext context)
    {
        int sum = 0;
        await foreach (InletSignal signal in context.SignalsAsync([.. _tracks]))
        {
            sum += _tracks.Sum(track => signal.Is(track, out int item) ? item : 0);
        }

        await _sum.EmitAsync(sum);
    }
}

/// <summary>The settings of a mixer.</summary>
public sealed class MixerSettings
{
    /// <summary>How many tracks there are.</summary>
    [Range(1, 16)]
    public int Tracks { get; set; } = 2;
}

/// <summary>Gives on whatever comes.</summary>
[StreamTask]
public sealed class Relay<T> : StreamTask
{
    private Inlet<T> _in = null!;
    private Outlet<T> _out = null!;

    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        _in = setup.Inlet<T>("in");
        _out = setup.Outlet<T>("out");
        return default;
    }

    protected override Task RunAsync(TaskContext context) => _out.AttachAsync(_in, context.CancellationToken);
}
