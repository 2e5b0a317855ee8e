namespace Millstream.Declarations;

/// <summary>What a method gives to its outlets by hand, on its way to the stage: the outlets' numbers in order, and for each outlet its items.</summary>
/// <remarks>A few items may be on the way; who gives more waits until the stage has taken them.</remarks>
internal sealed class Emissions
{
    private const int Longest = 16;

    private readonly Lock _gate = new();
    private readonly Queue<int> _numbers = new();
    private TaskCompletionSource? _news;
    private TaskCompletionSource? _room;
    private bool _isEnded;

    /// <summary>Gets the outlets; set before the method is bound.</summary>
    public EmissionOutlet[] Outlets { get; set; } = [];

    /// <summary>Puts an item of outlet <paramref name="number"/> on its way, or its end (the complement of the number).</summary>
    /// <param name="number">The outlet's number.</param>
    /// <param name="enqueue">Keeps the item; called under the lock.</param>
    /// <param name="item">The item.</param>
    /// <returns>A task that ends when there is room for more; null when there is.</returns>
    public Task? Put<T>(int number, Action<T> enqueue, T item)
    {
        TaskCompletionSource? news;
        Task? room = null;
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
            }

            news = _news;
            _news = null;
        }

        news?.TrySetResult();
        return room;
    }

    /// <summary>Runs the method and gives the numbers of the outlets, in the order of the items.</summary>
    /// <param name="method">The method; called once.</param>
    public async IAsyncEnumerable<int> RunAsync(Func<Task> method)
    {
        Task running = method();
        _ = running.ContinueWith(static (_, emissions) => ((Emissions)emissions!).End(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (true)
            {
                int number = 0;
                bool isThere;
                Task? news = null;
                TaskCompletionSource? room = null;
                lock (_gate)
                {
                    isThere = _numbers.TryDequeue(out number);
                    if (isThere)
                    {
                        room = _room;
                        _room = null;
                    }
                    else if (!_isEnded)
                    {
                        news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                    }
                }

                room?.TrySetResult();
                if (isThere)
                {
                    yield return number;
                }
                else if (news is not null)
                {
                    await news.ConfigureAwait(false);
                }
                else
                {
                    break;
                }
            }
        }
        finally
        {
            // Whoever waits for room is told that there is none any more, and is waited for.
            End();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running.ConfigureAwait(false);
    }

    private void End()
    {
        TaskCompletionSource? news;
        TaskCompletionSource? room;
        lock (_gate)
        {
            _isEnded = true;
            news = _news;
            room = _room;
            _news = null;
            _room = null;
        }

        news?.TrySetResult();
        room?.TrySetResult();
    }
}
