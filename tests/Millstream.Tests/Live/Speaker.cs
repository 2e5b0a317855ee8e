using System.Threading.Channels;

namespace Millstream.Live;

/// <summary>A source that does what a test tells it, one thing after the other.</summary>
internal sealed class Speaker<T>
{
    private readonly Channel<(Func<Outlet<T>, Task> What, TaskCompletionSource Done)> _orders =
        Channel.CreateUnbounded<(Func<Outlet<T>, Task> What, TaskCompletionSource Done)>();

    public Speaker(string outlet = "out", Replay replay = Replay.None)
    {
        var descriptor = new TaskDescriptor("speaker") { Outlets = [OutletDescriptor.Of<T>(outlet) with { Replay = replay }] };
        Task = TaskDefinition.Emitting(descriptor, activation =>
        {
            Outlet<T> items = activation.Outlet<T>(outlet);
            return async () =>
            {
                CancellationToken token = activation.Context.CancellationToken;
                await foreach ((Func<Outlet<T>, Task> what, TaskCompletionSource done) in _orders.Reader.ReadAllAsync(token))
                {
                    await what(items);
                    done.TrySetResult();
                }
            };
        });
    }

    public TaskDefinition Task { get; }

    public Task DoAsync(Func<Outlet<T>, Task> what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_orders.Writer.TryWrite((what, done)));
        return done.Task.InTime();
    }

    public async Task SayAsync(params T[] items)
    {
        foreach (T item in items)
        {
            await DoAsync(outlet => outlet.EmitAsync(item).AsTask());
        }
    }

    public Task PauseAsync(bool isPaused = true) => DoAsync(outlet => outlet.SetPausedAsync(isPaused).AsTask());

    public async Task<bool> HasDemandAsync()
    {
        bool has = false;
        await DoAsync(outlet =>
        {
            has = outlet.HasDemand;
            return System.Threading.Tasks.Task.CompletedTask;
        });
        return has;
    }

    public void End() => _orders.Writer.Complete();
}

/// <summary>A task that writes down all that comes on its inlets.</summary>
internal sealed class Listener<T>
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    public Listener(params InletDescriptor[] inlets)
    {
        InletDescriptor[] all = inlets.Length > 0 ? inlets : [InletDescriptor.Of<T>("in", InletKind.Stream)];
        var descriptor = new TaskDescriptor("listener") { Inlets = [.. all.Select(inlet => inlet with { ReadsSignals = true })] };
        Task = TaskDefinition.Emitting(descriptor, activation =>
        {
            Inlet<T>[] opened = [.. all.Select((_, i) => activation.Inlet<T>(i))];
            return async () =>
            {
                await foreach (InletSignal signal in activation.Context.SignalsAsync(opened))
                {
                    string name = all.Length > 1 ? signal.Inlet.Name + " " : "";
                    Assert.True(_heard.Writer.TryWrite(name + Word(signal, opened)));
                }
            };
        });
    }

    public TaskDefinition Task { get; }

    public bool HasHeardMore => _heard.Reader.TryPeek(out _);

    /// <summary>Waits for the next so many things.</summary>
    public async Task<string> NextAsync(int count = 1)
    {
        var heard = new List<string>();
        for (int i = 0; i < count; i++)
        {
            heard.Add(await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().InTime());
        }

        return string.Join(", ", heard);
    }

    private static string Word(InletSignal signal, Inlet<T>[] inlets) => signal.IsPause ? "paused"
        : signal.IsResume ? "resumed"
        : signal.IsEnd ? "end"
        : inlets.Select(inlet => signal.Is(inlet, out T? item) ? item?.ToString() : null).First(text => text is not null)!;
}
