namespace GitPulse.Views;

/// <summary>The rhythm of a view.</summary>
internal static class Ticks
{
    /// <summary>Calls <paramref name="show"/> once a period until the run has ended, in whichever way.</summary>
    public static async Task UntilEndAsync(Task run, TimeSpan period, TimeProvider time, Action show)
    {
        // Disposing the timer ends the last wait, which nobody awaits any more.
        using var timer = new PeriodicTimer(period, time);
        for (var next = timer.WaitForNextTickAsync().AsTask();
             await Task.WhenAny(run, next) != run;
             next = timer.WaitForNextTickAsync().AsTask())
        {
            show();
        }
    }
}
