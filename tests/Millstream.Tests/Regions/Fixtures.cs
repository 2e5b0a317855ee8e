using System.Threading.Channels;

namespace Millstream.Regions;

/// <summary>Yields 0, 1, 2, … without end, and knows how often it was asked.</summary>
internal sealed class Counter
{
    private int _evaluations;

    public int Evaluations => Volatile.Read(ref _evaluations);

    public int Next() => Interlocked.Increment(ref _evaluations) - 1;
}

/// <summary>A source whose items the test pushes one by one.</summary>
internal sealed class Feed<T>
{
    private readonly Channel<T> _channel = Channel.CreateUnbounded<T>();

    public ChannelReader<T> Reader => _channel.Reader;

    public void Push(params T[] items) => Array.ForEach(items, item => Assert.True(_channel.Writer.TryWrite(item)));

    public void Complete(Exception? error = null) => _channel.Writer.Complete(error);
}

/// <summary>A sink that records, and tells when it has so many.</summary>
internal sealed class Rec<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            foreach ((int count, TaskCompletionSource reached) in _waiting)
            {
                if (_items.Count >= count)
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    /// <summary>Waits until there are so many items.</summary>
    public Task HasAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_items.Count >= count)
            {
                reached.SetResult();
            }

            _waiting.Add((count, reached));
        }

        return Deadline.Within(reached.Task, () => $"The sink has {Count} items, not {count}.");
    }
}

/// <summary>A body waits here until the test opens it.</summary>
internal sealed class Gate
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen;

    /// <summary>Blocks the body.</summary>
    public void Pass()
    {
        _reached.TrySetResult();
        lock (_gate)
        {
            while (!_isOpen)
            {
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(30)), "The gate was never opened.");
            }
        }
    }

    /// <summary>Lets the body wait without a thread.</summary>
    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }

    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            Monitor.PulseAll(_gate);
        }

        _opened.TrySetResult();
    }

    /// <summary>Waits until a body stands at the gate.</summary>
    public Task ReachedAsync() => Deadline.Within(_reached.Task, () => "Nobody came to the gate.");
}

/// <summary>Bounds every wait of a test.</summary>
internal static class Deadline
{
    public static TimeSpan Limit => RunModes.Deadline;

    public static Task Within(Task task, Func<string>? message = null) => Within(Untyped(task), Limit, message);

    public static Task Within(Task task, TimeSpan limit) => Within(Untyped(task), limit, message: null);

    public static Task<T> Within<T>(Task<T> task, Func<string>? message = null) => Within(task, Limit, message);

    public static Task AtOnce(Task task, Func<string>? message = null) => Within(Untyped(task), RunModes.AtOnce, message);

    public static Task<T> AtOnce<T>(Task<T> task, Func<string>? message = null) => Within(task, RunModes.AtOnce, message);

    public static async Task<T> Within<T>(Task<T> task, TimeSpan limit, Func<string>? message)
    {
        try
        {
            return await task.WaitAsync(limit, TimeProvider.System);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Not within {limit.TotalSeconds} s. {message?.Invoke()}");
        }
    }

    private static async Task<bool> Untyped(Task task)
    {
        await task;
        return true;
    }
}
