namespace Millstream.Testing;

/// <summary>Says in a run's options that a test drives it.</summary>
public static class RunOptionsExtensions
{
    /// <summary>Gives options with which a run goes step by step on <paramref name="engine"/>, by its clock.</summary>
    /// <param name="options">The other options, which stay; <see cref="RunOptions.Time"/> is replaced.</param>
    /// <param name="engine">What drives the run.</param>
    public static RunOptions DrivenBy(this RunOptions options, DeterministicEngine engine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        return options with { Scheduler = engine.Scheduler, Time = engine.Time };
    }
}
