namespace Millstream.Stages;

/// <summary>What drives a stage: it takes items from its inlets, or makes them, and pushes them into the fused steps behind it.</summary>
/// <remarks>The head keeps its place between calls and never knows who drives it or what is behind its readers and sinks.</remarks>
internal abstract class StageHead
{
    /// <summary>
    /// Runs the stage to its end, and gives the error of a producer that failed, else null. Throws
    /// <see cref="StageFaultException"/> when a task of this stage failed, <see cref="StageCancelledException"/> when it was told to end.
    /// </summary>
    public abstract Task<Exception?> RunAsync(StageScope stage);

    /// <summary>Gives up every inlet. Harmless when repeated.</summary>
    public abstract void Leave();

    /// <summary>Gets whether the stage has no inlets, so that it is started at once and ends when the run is drained.</summary>
    public virtual bool IsSource => false;

    /// <summary>Gets whether the stage is in user code, perhaps for good.</summary>
    public virtual bool IsInUserCode => false;

    /// <summary>
    /// Takes the sink from a stage that is stuck in user code: pushes what was made, after which the caller may complete the sink. False: the stage
    /// is not in user code.
    /// </summary>
    public virtual bool TryTakeOver() => false;

    /// <summary>Completes the sink after <see cref="TryTakeOver"/> gave it to the caller.</summary>
    public virtual ValueTask CompleteTakenOverAsync(StageScope stage) => default;

    /// <summary>Gets whether user code of the head waits on the token even when calls in progress may finish.</summary>
    public virtual bool EndsByToken => false;

    /// <summary>A step of the stage failed while a call of user code was running: the call is told to end, and awaited, so that it does not outlive the stage.</summary>
    protected static async ValueTask JoinAsync<T>(StageScope stage, StageFaultException fault, ValueTask<T> call)
    {
        stage.Failing(fault.Task, fault.Error);
        stage.EndUserCode();
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What the call gives, or why it fails now, no longer matters.
        }
    }

    /// <summary>Completes <paramref name="sink"/>, waiting for room as often as needed.</summary>
    internal static async ValueTask CompleteAsync(StageScope stage, SpanSink sink, Exception? error)
    {
        while (!sink.Complete(error))
        {
            await stage.ParkAsync();
            stage.ThrowIfCancelled();
        }
    }
}
