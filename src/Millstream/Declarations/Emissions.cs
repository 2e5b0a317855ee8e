using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>What a method gives to its outlets by hand, on its way to the stage: the outlets' numbers in order, and for each outlet its items.</summary>
/// <remarks>
/// A few items may be on the way; who gives more waits until the stage has taken them. The method goes on beside the stage, so that each of them is counted as busy by
/// itself: a run in which all wait is noticed.
/// </remarks>
internal sealed class Emissions(StageScope stage)
{
    private const int Longest = 16;
    private const int Pause = 1 << 24;
    private const int Resume = 1 << 25;

    private readonly Lock _gate = new();
    private readonly Queue<int> _numbers = new();
    private TaskCompletionSource? _news;
    private TaskCompletionSource? _room;
    private bool _isEnded;

    /// <summary>Nothing more is taken, whatever the method still does: it is not waited for to say that it is at its end.</summary>
    private volatile bool _isClosed;

    /// <summary>The method waits for room, and is not counted as busy.</summary>
    private bool _isMethodParked;
    private bool _isMethodOver;

    /// <summary>Gets the outlets; set before the method is bound.</summary>
    public EmissionOutlet[] Outlets { get; set; } = [];

    /// <summary>Gives what says that an outlet pauses.</summary>
    public static int Paused(int outlet) => outlet | Pause;

    /// <summary>Gives what says that an outlet goes on.</summary>
    public static int Resumed(int outlet) => outlet | Resume;

    /// <summary>Says whether a number stands for an item of that outlet.</summary>
    public static bool IsItem(int number) => number is >= 0 and < Pause;

    /// <summary>Gives the outlet that pauses or goes on.</summary>
    public static int OutletOf(int number) => number & (Pause - 1);

    /// <summary>Says whether the outlet pauses.</summary>
    public static bool IsPause(int number) => (number & Pause) != 0;

    /// <summary>Puts an item of outlet <paramref name="number"/> on its way, its end (the complement of the number), or word of a pause.</summary>
    /// <param name="number">The outlet's number, or what stands for one of the others.</param>
    /// <param name="enqueue">Keeps the item; called under the lock.</param>
    /// <param name="item">The item.</param>
    /// <returns>A task that ends when there is room for more; null when there is.</returns>
    public Task? Put<T>(int number, Action<T> enqueue, T item)
    {
        TaskCompletionSource? news;
        Task? room = null;
        bool parks = false;
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new InvalidOperationException("The task has ended: nothing more can be given to its outlets.");
            }

            enqueue(item);
            _numbers.Enqueue(number);
            if (_numbers.Count >= Longest)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                parks = !_isMethodParked && !_isMethodOver;
                _isMethodParked |= parks;
            }

            news = _news;
            _news = null;
        }

        Tell(news);
        if (parks)
        {
            stage.Unhold();
        }

        return room;
    }

    /// <summary>Takes nothing more: what was given until now arrives, and then it is over.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed || _isMethodOver)
            {
                return;
            }

            _isClosed = true;
        }

        End();
    }

    /// <summary>Has the method wait for something that comes from outside the run, until the task is told to end: it is not taken for stuck meanwhile.</summary>
    public async Task WaitAsync(Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stage.Token, cancellationToken);
        await wait(ends.Token).ConfigureAwait(false);
    }

    /// <summary>Runs the method and gives the numbers of the outlets, in the order of the items; on the context of user code, so that a driven run orders it.</summary>
    /// <param name="method">The method; called once.</param>
    public async IAsyncEnumerable<int> RunAsync(Func<Task> method)
    {
        stage.Hold();
        Task running = method();
        bool isLeft = true;
        _ = running.ContinueWith(static (_, emissions) => ((Emissions)emissions!).MethodOver(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (true)
            {
                int number = 0;
                bool isThere;
                Task? news = null;
                (TaskCompletionSource? Waiting, bool Wakes) room = default;
                lock (_gate)
                {
                    isThere = _numbers.TryDequeue(out number);
                    if (isThere)
                    {
                        room = TakeRoom();
                    }
                    else if (!_isEnded)
                    {
                        news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                    }
                }

                Grant(room);
                if (isThere)
                {
                    yield return number;
                }
                else if (news is not null)
                {
                    // Whoever brings the news counts the stage as busy again.
                    stage.Unhold();
                    await news.ConfigureAwait(true);
                }
                else
                {
                    isLeft = _isClosed;
                    break;
                }
            }
        }
        finally
        {
            if (isLeft && !running.IsCompleted)
            {
                // Nobody wants more: a method that waits for something else than room is told too.
                stage.Interrupt();
            }

            // Whoever waits for room is told that there is none any more, and is waited for.
            End();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (!_isClosed)
        {
            await running.ConfigureAwait(true);
        }
    }

    private void End()
    {
        TaskCompletionSource? news;
        (TaskCompletionSource? Waiting, bool Wakes) room;
        lock (_gate)
        {
            _isEnded = true;
            news = _news;
            _news = null;
            room = TakeRoom();
        }

        Tell(news);
        Grant(room);
    }

    private void MethodOver()
    {
        bool isBusy;
        End();
        lock (_gate)
        {
            _isMethodOver = true;
            isBusy = !_isMethodParked;
        }

        if (isBusy)
        {
            stage.Unhold();
        }
    }

    private void Tell(TaskCompletionSource? news)
    {
        if (news is not null)
        {
            stage.Hold();
            news.TrySetResult();
        }
    }

    /// <summary>Takes who waits for room, under the gate.</summary>
    private (TaskCompletionSource? Waiting, bool Wakes) TakeRoom()
    {
        TaskCompletionSource? room = _room;
        bool wakes = _isMethodParked && room is not null && !_isMethodOver;
        _isMethodParked &= !wakes;
        _room = null;
        return (room, wakes);
    }

    private void Grant((TaskCompletionSource? Waiting, bool Wakes) room)
    {
        if (room.Wakes)
        {
            stage.Hold();
        }

        room.Waiting?.TrySetResult();
    }
}
