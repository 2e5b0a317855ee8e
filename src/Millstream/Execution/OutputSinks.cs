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

    /// <summary>The run has ended: nothing more comes. Harmless when repeated.</summary>
    void End(Exception? error);
}

/// <summary>An output that can be read while it grows.</summary>
internal interface IOutputCell<T> : IOutputCell
{
    /// <summary>Reads from the first item on; waits for those to come.</summary>
    IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken = default);
}

/// <summary>Keeps all items of an output, in order. The caller asked for the list, so its length is the caller's choice.</summary>
internal sealed class ListOutput<T> : SpanSink<T>, IOutputCell<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource? _news;
    private bool _isEnded;
    private Exception? _fault;

    public object Value => _items;

    public bool HasValue => true;

    public IReadOnlyList<T> Items => _items;

    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<T> items)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            _items.AddRange(items);
            news = _news;
            _news = null;
        }

        news?.TrySetResult();
    }

    public override bool Complete(Exception? error)
    {
        End(error);
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

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int Longest = 256;
        T[] span = [];
        int read = 0;
        while (true)
        {
            int length;
            Task? news = null;
            lock (_gate)
            {
                length = Math.Min(_items.Count - read, Longest);
                if (length > 0)
                {
                    span = span.Length < length ? new T[length] : span;
                    _items.CopyTo(read, span, 0, length);
                    read += length;
                }
                else if (!_isEnded)
                {
                    news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
            }

            if (length > 0)
            {
                for (int i = 0; i < length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return span[i];
                }
            }
            else if (news is not null)
            {
                await news.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                if (_fault is not null)
                {
                    ExceptionDispatchInfo.Throw(_fault);
                }

                yield break;
            }
        }
    }
}

/// <summary>Keeps the last item of an output, which for a flow value is the only one.</summary>
internal sealed class ValueOutput<T> : SpanSink<T>, IOutputCell<T>
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public object? Value => _value;

    public T? Item => _value;

    public bool HasValue { get; private set; }

    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<T> items)
    {
        _value = items[^1];
        HasValue = true;
    }

    public override bool Complete(Exception? error)
    {
        End(error);
        return true;
    }

    public void End(Exception? error)
    {
        if (error is null)
        {
            _end.TrySetResult();
        }
        else if (_end.TrySetException(error))
        {
            // Whoever reads it is told; nobody need read it.
            _ = _end.Task.Exception;
        }
    }

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _end.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (HasValue)
        {
            yield return _value!;
        }
    }
}

/// <summary>Gives every item to several sinks, one after the other: edges beside a kept output, or beside the next fused step.</summary>
internal sealed class TeeSink<T>(SpanSink<T>[] sinks) : SpanSink<T>
{
    private readonly bool[] _closed = new bool[sinks.Length];

    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isOpen = false;
        for (int i = 0; i < sinks.Length; i++)
        {
            if (_closed[i])
            {
                continue;
            }

            int ofSink = sinks[i].Reserve();
            if (ofSink < 0)
            {
                _closed[i] = true;
                continue;
            }

            isOpen = true;
            room = Math.Min(room, ofSink);
        }

        return isOpen ? room : Closed;
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        for (int i = 0; i < sinks.Length; i++)
        {
            if (!_closed[i])
            {
                sinks[i].Push(items);
            }
        }
    }

    public override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (SpanSink<T> sink in sinks)
        {
            isDone &= sink.Complete(error);
        }

        return isDone;
    }
}
