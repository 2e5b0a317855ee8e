using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>What a run keeps of one output.</summary>
internal interface IOutputCell
{
    /// <summary>Gives what was kept: a list of all items, or the one value.</summary>
    object? Value { get; }

    bool HasValue { get; }

    /// <summary>Gets what was kept as a list of the output's type: all items, or the one value if it is there.</summary>
    object Items { get; }

    /// <summary>The run has ended: nothing more comes. Harmless when repeated.</summary>
    void End(Exception? error);
}

/// <summary>An output that any number of readers read while it grows, and after that.</summary>
/// <param name="howToGoOn">How those who wait for more go on.</param>
/// <remarks><c>_gate</c> guards what is kept, and whether it has ended. Readers are woken outside it.</remarks>
internal abstract class OutputCell<T>(TaskCreationOptions howToGoOn) : SpanSink<T>, IOutputCell
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _news;
    private bool _isEnded;
    private Exception? _fault;

    public abstract object? Value { get; }

    public abstract bool HasValue { get; }

    public abstract object Items { get; }

    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<T> items)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            Keep(items);
            news = _news;
            _news = null;
        }

        news?.TrySetResult();
    }

    public override bool Complete(Exception? error)
    {
        End(error is BranchNotTakenException ? null : error);
        return true;
    }

    public void End(Exception? error)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _fault = error;
            news = _news;
            _news = null;
        }

        news?.TrySetResult();
    }

    /// <summary>Gets how many items there are to be read now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return Available;
            }
        }
    }

    /// <summary>Gets how many items there are. Called under the lock.</summary>
    protected abstract int Available { get; }

    /// <summary>Reads from item number <paramref name="position"/> on; waits for those to come.</summary>
    public async IAsyncEnumerable<T> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        T[] span = [];
        while (true)
        {
            int length;
            Task? news = null;
            lock (_gate)
            {
                length = CopyTo(ref span, position, _isEnded);
                if (length == 0 && !_isEnded)
                {
                    news = (_news ??= new TaskCompletionSource(howToGoOn)).Task;
                }
            }

            position += length;
            for (int i = 0; i < length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return span[i];
            }

            if (news is not null)
            {
                await news.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (length == 0)
            {
                break;
            }
        }

        if (_fault is not null)
        {
            ExceptionDispatchInfo.Throw(_fault);
        }
    }

    /// <summary>Keeps items. Called under the lock.</summary>
    protected abstract void Keep(ReadOnlySpan<T> items);

    /// <summary>Copies items from number <paramref name="position"/> on, as many as there are, within reason. Called under the lock.</summary>
    /// <returns>How many.</returns>
    protected abstract int CopyTo(ref T[] span, long position, bool isEnded);
}
