namespace Millstream.Hosting;

/// <summary>What was made and disposed, in order.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly List<Tracked> _made = [];
    private int _disposed;
    private (int Wanted, TaskCompletionSource Reached)? _wait;

    public IReadOnlyList<Tracked> Made
    {
        get
        {
            lock (_gate)
            {
                return [.. _made];
            }
        }
    }

    public int Disposed => Volatile.Read(ref _disposed);

    public Task WhenDisposedAsync(int count)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _wait = (count, reached);
            if (_disposed >= count)
            {
                reached.SetResult();
            }

            return reached.Task;
        }
    }

    public void Add(Tracked made)
    {
        lock (_gate)
        {
            _made.Add(made);
        }
    }

    public void Remove()
    {
        lock (_gate)
        {
            _disposed++;
            if (_wait is var (wanted, reached) && _disposed >= wanted)
            {
                reached.TrySetResult();
            }
        }
    }
}

/// <summary>A scoped service that is disposed asynchronously only, and after having waited.</summary>
internal sealed class Tracked : IAsyncDisposable
{
    private readonly Ledger _ledger;

    public Tracked(Ledger ledger)
    {
        _ledger = ledger;
        ledger.Add(this);
    }

    public bool IsDisposed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        IsDisposed = true;
        _ledger.Remove();
    }
}
