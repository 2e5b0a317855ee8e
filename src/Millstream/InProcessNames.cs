using Millstream.Graphs;

namespace Millstream;

/// <summary>The names of one process: an item goes from the publisher's task to the readers' queues as it is.</summary>
/// <remarks><c>_gate</c> guards the names, who publishes and who reads. Queues have a lock of their own, which may be taken inside it; nobody waits under either.</remarks>
internal sealed class InProcessNames : NamedOutputs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Named> _names = new(StringComparer.Ordinal);

    public override IReadOnlyList<NamedPort> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _names.Values.Select(n => n.Publisher).OfType<NamedPort>().OrderBy(p => p.Name, StringComparer.Ordinal)];
            }
        }
    }

    protected override ValueTask<NamedPublisher<T>> PublishCoreAsync<T>(NamedPort port, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Named named = NamedOf(port.Name);
            if (named.Publisher is { } taken)
            {
                throw Taken(taken, port);
            }

            foreach (IReader reader in named.Readers)
            {
                if (reader.RefusalOf<T>(port) is { } refusal)
                {
                    throw refusal;
                }
            }

            named.Publisher = port;
            named.RefusalOf = reader => reader.RefusalOf<T>(port);
            var publisher = new Publishing<T>(this, named);
            publisher.Tell(isPaused: false);
            return new(publisher);
        }
    }

    protected override ValueTask<NamedReader<T>> ReadCoreAsync<T>(NamedPort port, EdgeOptions edge, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Named named = NamedOf(port.Name);
            var reader = new Reader<T>(this, named, port, edge);
            if (named.RefusalOf?.Invoke(reader) is { } refusal)
            {
                Forget(named);
                throw refusal;
            }

            named.Readers = [.. named.Readers, reader];
            reader.Queue.Put(new OutletSignal<T>(IsItem: false, default!, named.IsPaused, Time: null));
            return new(reader);
        }
    }

    private Named NamedOf(string name)
    {
        if (!_names.TryGetValue(name, out Named? named))
        {
            _names.Add(name, named = new Named(name));
        }

        return named;
    }

    private void Forget(Named named)
    {
        if (named is { Publisher: null, Readers: [] })
        {
            _names.Remove(named.Name);
        }
    }

    /// <summary>A name that somebody publishes under, or reads.</summary>
    private sealed class Named(string name)
    {
        public string Name => name;

        public NamedPort? Publisher { get; set; }

        /// <summary>Gets or sets what says why a reader does not fit the publisher; null without one.</summary>
        public Func<IReader, InvalidOperationException?>? RefusalOf { get; set; }

        /// <summary>Gets or sets whether nothing is to be expected: the publisher says so, or there is none.</summary>
        public bool IsPaused { get; set; } = true;

        /// <summary>Gets or sets the readers; a new array for each change, so that a publisher may go through those it knows.</summary>
        public IReader[] Readers { get; set; } = [];
    }

    private interface IReader
    {
        /// <summary>Says why what is published does not fit; null when it does.</summary>
        InvalidOperationException? RefusalOf<TGiven>(NamedPort publisher);
    }

    private sealed class Reader<T>(InProcessNames names, Named named, NamedPort port, EdgeOptions edge) : NamedReader<T>, IReader
    {
        public SignalQueue<T> Queue { get; } = new(port, edge);

        public override long Dropped => Queue.Dropped;

        public InvalidOperationException? RefusalOf<TGiven>(NamedPort publisher) => Refusal<TGiven, T>(publisher, port);

        public override IAsyncEnumerator<OutletSignal<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Queue.ReadAsync(cancellationToken);

        public override ValueTask DisposeAsync()
        {
            lock (names._gate)
            {
                named.Readers = [.. named.Readers.Where(r => r != this)];
                names.Forget(named);
            }

            Queue.Close();
            return default;
        }
    }

    private sealed class Publishing<T>(InProcessNames names, Named named) : NamedPublisher<T>
    {
        private bool _isPaused;
        private bool _isOver;

        public override async ValueTask SendAsync(T item, DateTimeOffset? time, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            var signal = new OutletSignal<T>(IsItem: true, item, _isPaused, time);
            foreach (IReader reader in named.Readers)
            {
                // One that came when there was no publisher, or another, fits: it was looked at.
                SignalQueue<T> queue = ((Reader<T>)reader).Queue;
                while (!queue.Put(signal))
                {
                    await queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        public override ValueTask SetPausedAsync(bool isPaused, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isOver, this);
            if (isPaused != _isPaused)
            {
                lock (names._gate)
                {
                    Tell(isPaused);
                }
            }

            return default;
        }

        public override ValueTask DisposeAsync()
        {
            lock (names._gate)
            {
                if (!_isOver)
                {
                    _isOver = true;
                    Tell(isPaused: true);
                    named.Publisher = null;
                    named.RefusalOf = null;
                    names.Forget(named);
                }
            }

            return default;
        }

        /// <summary>Tells all readers; under the lock, so that one that comes meanwhile hears it once.</summary>
        public void Tell(bool isPaused)
        {
            _isPaused = isPaused;
            named.IsPaused = isPaused;
            foreach (IReader reader in named.Readers)
            {
                ((Reader<T>)reader).Queue.Put(new OutletSignal<T>(IsItem: false, default!, isPaused, Time: null));
            }
        }
    }
}
