using System.Runtime.CompilerServices;

namespace Millstream.Testing;

/// <summary>A source that a test feeds by hand: it gives what is pushed, when it is pushed.</summary>
/// <remarks>
/// One run reads it, once, as <see cref="Flow"/> or given to <c>Flow.Iter</c>. It keeps whatever was pushed and not yet taken, without a bound. Thread-safe:
/// <c>_gate</c> guards all fields; those who wait go on outside it.
/// </remarks>
public sealed class TestSource<T> : IAsyncEnumerable<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<(T Item, TaskCompletionSource? Taken)> _pushed = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _changed;
    private Exception? _failure;
    private bool _isEnded;
    private bool _isRead;
    private bool _isLeft;

    /// <summary>Gets the source as a flow, the same each time: used twice in one run, it is read once.</summary>
    public Flow<T> Flow => field ??= Millstream.Flow.Iter(this);

    /// <summary>Gets how many items the run has taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Gets a task that ends when the run has disposed the source: it will take nothing more.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Gives items, in order, as soon as they are asked for.</summary>
    /// <exception cref="InvalidOperationException">The source was completed or failed before.</exception>
    public void Push(params ReadOnlySpan<T> items)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            foreach (T item in items)
            {
                _pushed.Enqueue((item, null));
            }
        }

        Tell();
    }

    /// <summary>Gives one item, and waits until the run has taken it from the source.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait. It does not take the item back.</param>
    /// <exception cref="InvalidOperationException">The source was completed or failed before, or the run left it without taking the item.</exception>
    public async Task HandOverAsync(T item, CancellationToken cancellationToken = default)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowIfEnded();
            if (_isLeft)
            {
                throw LeftBehind();
            }

            _pushed.Enqueue((item, taken));
        }

        Tell();
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (wait, token) => ((TaskCompletionSource)wait!).TrySetCanceled(token), taken);
        await taken.Task.ConfigureAwait(true);
    }

    /// <summary>Ends the source after what was pushed.</summary>
    /// <exception cref="InvalidOperationException">The source was completed or failed before.</exception>
    public void Complete() => End(failure: null);

    /// <summary>Has the source throw <paramref name="failure"/> after what was pushed.</summary>
    /// <exception cref="InvalidOperationException">The source was completed or failed before.</exception>
    public void Fail(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        End(failure);
    }

    /// <summary>Begins the one reading of the source; a run calls it.</summary>
    /// <exception cref="InvalidOperationException">The source was read before.</exception>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isRead)
            {
                throw new InvalidOperationException("A test source is read by one run. Make another for the next.");
            }

            _isRead = true;
        }

        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static source => ((TestSource<T>)source!).Tell(), this);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (bool hasItem, T item, Task? change) = Next();
                if (hasItem)
                {
                    yield return item;
                }
                else if (change is null)
                {
                    yield break;
                }
                else
                {
                    // Under the context of a deterministic engine, where there is one, so that it knows who goes on.
                    await change.ConfigureAwait(true);
                }
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives the next item, or what to wait for, or neither at the end.</summary>
    private (bool HasItem, T Item, Task? Change) Next()
    {
        TaskCompletionSource? taken;
        T item;
        lock (_gate)
        {
            if (!_pushed.TryDequeue(out (T Item, TaskCompletionSource? Taken) next))
            {
                return (false, default!, _isEnded ? Failed() : (_changed ??= NewChange()).Task);
            }

            (item, taken) = next;
            Taken++;
        }

        taken?.TrySetResult();
        return (true, item, null);
    }

    private void Leave()
    {
        (T Item, TaskCompletionSource? Taken)[] left;
        lock (_gate)
        {
            _isLeft = true;
            left = [.. _pushed];
        }

        foreach ((_, TaskCompletionSource? taken) in left)
        {
            taken?.TrySetException(LeftBehind());
        }

        _disposed.TrySetResult();
    }

    private static InvalidOperationException LeftBehind() => new("The run has left the source without taking the item.");

    private Task? Failed() => _failure is null ? null : Task.FromException(_failure);

    private void End(Exception? failure)
    {
        lock (_gate)
        {
            ThrowIfEnded();
            _isEnded = true;
            _failure = failure;
        }

        Tell();
    }

    private void ThrowIfEnded([CallerMemberName] string caller = "")
    {
        if (_isEnded)
        {
            throw new InvalidOperationException($"{caller}: the test source has ended already.");
        }
    }

    private void Tell()
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = null;
        }

        changed?.TrySetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
