namespace Millstream;

/// <summary>What a task that failed takes with it. The run has failed in any case.</summary>
public enum OnFailure
{
    /// <summary>Everything: work in progress gets its token, and nothing is begun any more. Consumers still take what the task had given.</summary>
    EndRun,

    /// <summary>What has not begun: tasks that run go on to their end, and no other begins.</summary>
    FinishRunning,

    /// <summary>Only what depends on it; everything else goes on.</summary>
    Isolate,
}
