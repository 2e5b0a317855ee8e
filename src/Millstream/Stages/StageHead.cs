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

    /// <summary>Gives up every inlet from outside the stage, which is stuck in user code.</summary>
    public abstract void Abandon();

    /// <summary>Passes word of the inlet's pauses on to what is behind, from now on. Asked for before anything runs; a head that reads several inlets, or lets user code read, has none to pass on.</summary>
    public virtual void ListenForPauses()
    {
    }

    /// <summary>Gets whether the stage makes its items itself, so that it is started at once and ends when the run is drained.</summary>
    public virtual bool IsSource => false;

    /// <summary>Gets whether the stage is in user code, perhaps for good.</summary>
    public virtual bool IsInUserCode => false;

    /// <summary>Takes the sink from a stage that is stuck in the head's user code. False: it is not there.</summary>
    public virtual bool TryTakeOver() => false;

    /// <summary>Gets whether <see cref="TryTakeOver"/> succeeded: the stage's own thread touches nothing any more.</summary>
    public virtual bool IsTakenOver => false;

    /// <summary>Pushes what was made and completes the sink, as <see cref="RunAsync"/> would have, after <see cref="TryTakeOver"/>.</summary>
    public virtual ValueTask<Exception?> CompleteTakenOverAsync(StageScope stage) => default;

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

        await stage.ReturnAsync();
    }

    /// <summary>
    /// Waits while user code is called and a step behind holds items that found no room: those go on as there is room for them. Ends when none is held any
    /// more, the call has ended, or the stage is told to end; the call is still to be awaited then.
    /// </summary>
    protected static async ValueTask FlowBesideAsync(StageScope stage, SpanSink sink, Task call)
    {
        // The user's code and the stage wait beside each other here: two that may be busy.
        stage.Hold();
        call.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(stage.Signal.Set);
        int room;
        try
        {
            while ((room = sink.Reserve()) == 0 && !call.IsCompleted && !stage.IsDraining)
            {
                await stage.ParkAsync();
            }
        }
        finally
        {
            stage.Unhold();
        }

        if (room < 0)
        {
            stage.EndUserCode();
        }
    }

    /// <summary>Waits until there is room, what is held going on first. False: nobody wants anything any more.</summary>
    protected static async ValueTask<bool> HasRoomAsync(StageScope stage, SpanSink sink)
    {
        int room;
        while ((room = sink.Reserve()) == 0)
        {
            await stage.ParkAsync();
            stage.ThrowIfCancelled();
        }

        return room > 0;
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
