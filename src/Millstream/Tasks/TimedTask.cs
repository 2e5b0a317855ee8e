using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Makes flows of operators that work against the clock.</summary>
internal static class TimedTask
{
    public static Flow<TResult> Of<T, TResult>(
        Flow<T> source, string name, Func<TimedInlet<T>, TaskScope, IAsyncEnumerable<TResult>> function) =>
        new(
            LiveTask.Of<T, TResult>(name, TaskOptions.None, (items, wiring) => function(new TimedInlet<T>(items, wiring.Stage), wiring.Task), waitsForTime: true),
            source.Input);

    /// <summary>Checks a span of time that an operator was given.</summary>
    public static void ThrowUnlessPositive(TimeSpan span, string parameter)
    {
        if (span <= TimeSpan.Zero || span > TimeSpan.FromDays(45))
        {
            throw new ArgumentOutOfRangeException(parameter, span, "The time must be more than none, and at most 45 days.");
        }
    }
}
