using System.Globalization;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.General;

/// <summary>A task between sources that do what a test tells them and listeners that write down what comes: step by step, in virtual time that begins at 0.</summary>
internal sealed class LiveRig
{
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _heard = new(StringComparer.Ordinal);
    private readonly DeterministicEngine _engine;

    private LiveRig(DeterministicEngine engine, TestLog log)
    {
        _engine = engine;
        Log = log;
    }

    /// <summary>Gets what the task logged.</summary>
    public TestLog Log { get; }

    public GraphRun Run { get; private set; } = null!;

    public long Now => _engine.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public int Timers => _engine.Time.ArmedTimers;

    /// <summary>Runs a test in several modes and interleavings: it must come out the same.</summary>
    public static async Task RunAsync(TaskDefinition task, Func<LiveRig, Task> test, RunOptions? options = null)
    {
        TaskDefinition ready = task.NeedsSetup ? await task.SetUpAsync(cancellationToken: TestContext.Current.CancellationToken) : task;
        for (int seed = 1; seed <= 4; seed++)
        {
            var log = new TestLog();
            var engine = new DeterministicEngine(seed, new ManualTimeProvider(DateTimeOffset.UnixEpoch));
            var rig = new LiveRig(engine, log);
            RunOptions mode = (options ?? new RunOptions()) with { Fuse = seed % 2 == 0, Capacity = seed > 2 ? 1 : 1024, Logger = log };
            await engine.RunAsync(() => rig.PlayAsync(ready, mode, test), TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Gives an item to an inlet; with a time, or the clock's.</summary>
    public Task SayAsync(string inlet, object item, long? at = null) => ToldAsync(_sources[inlet], s => s.Say(item, at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, isTimed: at is not null));

    /// <summary>Gives an item without a time to an inlet.</summary>
    public Task SayTimelessAsync(string inlet, object item) => ToldAsync(_sources[inlet], s => s.Say(item, null, isTimed: true));

    public Task PauseAsync(string inlet, bool isPaused = true) => ToldAsync(_sources[inlet], s => s.Pause(isPaused));

    public Task ResumeAsync(string inlet) => PauseAsync(inlet, isPaused: false);

    public async Task EndAsync(string inlet)
    {
        await ToldAsync(_sources[inlet], s => s.End());
        await PassAsync(1);
    }

    /// <summary>Lets time pass, and all that happens meanwhile.</summary>
    public async Task PassAsync(long milliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _engine.Time);
        await _engine.IdleAsync();
    }

    /// <summary>Gives what was heard since it was asked last.</summary>
    public string Heard(string? outlet = null)
    {
        List<string> heard = _heard[outlet ?? _heard.Keys.Single()];
        string text = string.Join(' ', heard);
        heard.Clear();
        return text;
    }

    private async Task ToldAsync(Source source, Action<Source> tell)
    {
        tell(source);
        await _engine.IdleAsync();
    }

    private async Task PlayAsync(TaskDefinition task, RunOptions options, Func<LiveRig, Task> test)
    {
        var g = new GraphBuilder("rig");
        foreach (InletDescriptor inlet in task.Descriptor.Inlets)
        {
            Source source = Make(inlet.ItemType);
            _sources.Add(inlet.Name, source);
            g.Add(await source.TaskAsync("say-" + inlet.Name), "say-" + inlet.Name);
        }

        g.Add(task, "task");
        foreach (InletDescriptor inlet in task.Descriptor.Inlets)
        {
            g.Connect($"say-{inlet.Name}.out", $"task.{inlet.Name}");
        }

        foreach (OutletDescriptor outlet in task.Descriptor.Outlets)
        {
            var heard = new List<string>();
            _heard.Add(outlet.Name, heard);
            g.Add(await ListenerAsync(outlet.ItemType, heard), "hear-" + outlet.Name);
            g.Connect($"task.{outlet.Name}", $"hear-{outlet.Name}.in");
        }

        await using GraphRun run = Run = await _engine.StartAsync(g.Build(), options);
        await _engine.IdleAsync();
        await test(this);
        foreach (Source source in _sources.Values)
        {
            source.End();
        }

        await run.StopAsync();
        Assert.Null(run.Error);
    }

    private static Source Make(Type type) => type == typeof(double) ? new Source<double>() : type == typeof(string) ? new Source<string>() : new Source<int>();

    private static Task<TaskDefinition> ListenerAsync(Type type, List<string> heard) => (type == typeof(double) ? TaskDefinition.Of(() => new Listener<double>(heard), "listener")
        : type == typeof(string) ? TaskDefinition.Of(() => new Listener<string>(heard), "listener")
        : type == typeof(DateTimeOffset) ? TaskDefinition.Of(() => new Listener<DateTimeOffset>(heard), "listener")
        : TaskDefinition.Of(() => new Listener<int>(heard), "listener")).SetUpAsync();

    private abstract class Source
    {
        public abstract void Say(object item, DateTimeOffset? time, bool isTimed);

        public abstract void Pause(bool isPaused);

        public abstract void End();

        public abstract Task<TaskDefinition> TaskAsync(string name);
    }

    private sealed class Source<T> : Source
    {
        private readonly Queue<Func<Outlet<T>, ValueTask>> _orders = new();
        private TaskCompletionSource _news = new();
        private bool _isEnded;

        public override void Say(object item, DateTimeOffset? time, bool isTimed)
        {
            var typed = (T)Convert.ChangeType(item, typeof(T), CultureInfo.InvariantCulture);
            Tell(outlet => isTimed ? outlet.EmitAsync(typed, time) : outlet.EmitAsync(typed));
        }

        public override void Pause(bool isPaused) => Tell(outlet => outlet.SetPausedAsync(isPaused));

        public override void End()
        {
            _isEnded = true;
            _news.TrySetResult();
        }

        public override Task<TaskDefinition> TaskAsync(string name) => TaskDefinition.Of(() => new Speaking(this), name).SetUpAsync();

        private void Tell(Func<Outlet<T>, ValueTask> order)
        {
            _orders.Enqueue(order);
            _news.TrySetResult();
        }

        private sealed class Speaking(Source<T> source) : StreamTask
        {
            private Outlet<T> _out = null!;

            protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
            {
                _out = setup.Outlet<T>("out");
                return default;
            }

            protected override async Task RunAsync(TaskContext context)
            {
                while (true)
                {
                    while (source._orders.TryDequeue(out Func<Outlet<T>, ValueTask>? order))
                    {
                        await order(_out);
                    }

                    if (source._isEnded)
                    {
                        return;
                    }

                    source._news = new TaskCompletionSource();
                    await source._news.Task.WaitAsync(context.CancellationToken);
                }
            }
        }
    }

    private sealed class Listener<T>(List<string> heard) : StreamTask
    {
        private Inlet<T> _in = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            _in = setup.Inlet<T>("in", description: new PortDescription { IsFree = true });
            return default;
        }

        protected override async Task RunAsync(TaskContext context)
        {
            await foreach (InletSignal signal in context.SignalsAsync(_in))
            {
                heard.Add(signal.Is(_in, out T? item) ? Written(item, signal.Time) : signal.IsPause ? "paused" : signal.IsResume ? "resumed" : "end");
            }
        }

        private static string Written(T item, DateTimeOffset? time) =>
            Convert.ToString(item is DateTimeOffset moment ? moment.ToUnixTimeMilliseconds() : item is double number ? Math.Round(number, 4) : (object?)item, CultureInfo.InvariantCulture)!.Replace(' ', '_')
            + (time is { } at ? string.Create(CultureInfo.InvariantCulture, $"@{at.ToUnixTimeMilliseconds()}") : "");
    }
}
