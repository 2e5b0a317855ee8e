using Millstream.Graphs;

namespace Millstream;

/// <summary>What waits for one reader of a named stream: items up to a number, and pauses between them.</summary>
/// <remarks><c>_gate</c> guards all of it; nothing is called under it.</remarks>
/// <param name="port">Whose it is.</param>
/// <param name="edge">How many items there may be, and what becomes of more.</param>
internal sealed class SignalQueue<T>(NamedPort port, EdgeOptions edge)
{
    private readonly Lock _gate = new();
    private readonly int _capacity = edge.Capacity ?? EdgeOptions.DefaultCapacity;

    // A ring: the signal that has waited longest is at the head.
    private OutletSignal<T>[] _signals = new OutletSignal<T>[16];
    private int _head;
    private int _count;
    private TaskCompletionSource _news = New();
    private TaskCompletionSource _room = New();
    private int _items;
    private bool _isClosed;

    public long Dropped { get; private set; }

    /// <summary>Puts a signal behind the others. False when it is an item for which there is no room yet.</summary>
    /// <exception cref="InvalidOperationException">There is no room, and who publishes shall fail then.</exception>
    public bool Put(OutletSignal<T> signal)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return true;
            }

            if (!signal.IsItem)
            {
                // Of words that follow each other the last two are kept, as on an edge.
                if (_count > 1 && !At(_count - 1).IsItem && !At(_count - 2).IsItem)
                {
                    At(_count - 2) = At(_count - 1);
                    At(_count - 1) = signal;
                }
                else
                {
                    Add(signal);
                }
            }
            else if (_items < _capacity || edge.Overflow == Overflow.DropOldest)
            {
                while (_items >= _capacity)
                {
                    Dropped += TakeFirst().IsItem ? 1 : 0;
                }

                Add(signal);
            }
            else if (edge.Overflow == Overflow.DropNewest)
            {
                Dropped++;
            }
            else if (edge.Overflow == Overflow.Fail)
            {
                throw new InvalidOperationException($"{port.Owner} is behind what is published under the name '{port.Name}' by {_capacity} items, and is to lose none.");
            }
            else
            {
                return false;
            }

            _news.TrySetResult();
            return true;
        }
    }

    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isClosed || _items < _capacity)
            {
                return Task.CompletedTask;
            }

            if (_room.Task.IsCompleted)
            {
                _room = New();
            }

            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    public async IAsyncEnumerator<OutletSignal<T>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            OutletSignal<T> signal = default;
            bool isThere, isOver;
            lock (_gate)
            {
                isOver = _isClosed;
                isThere = _count > 0;
                if (isThere)
                {
                    signal = TakeFirst();
                    _room.TrySetResult();
                }
                else if (_news.Task.IsCompleted)
                {
                    _news = New();
                }

                news = _news.Task;
            }

            if (isOver)
            {
                yield break;
            }

            if (isThere)
            {
                yield return signal;
            }
            else
            {
                await news.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _signals = [];
            _count = 0;
            _room.TrySetResult();
            _news.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ref OutletSignal<T> At(int place) => ref _signals[(_head + place) % _signals.Length];

    private void Add(OutletSignal<T> signal)
    {
        if (_count == _signals.Length)
        {
            var larger = new OutletSignal<T>[_count * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = At(i);
            }

            (_signals, _head) = (larger, 0);
        }

        At(_count++) = signal;
        _items += signal.IsItem ? 1 : 0;
    }

    private OutletSignal<T> TakeFirst()
    {
        OutletSignal<T> first = At(0);
        At(0) = default;
        _head = (_head + 1) % _signals.Length;
        _count--;
        _items -= first.IsItem ? 1 : 0;
        return first;
    }
}
