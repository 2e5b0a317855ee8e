using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Awaited by a worker that lets others go first, where the scheduler alone says what happens next.</summary>
internal readonly struct WorkerTurn(StageScope stage) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public WorkerTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => stage.RunWorker(continuation, mayBlock: false);
}
