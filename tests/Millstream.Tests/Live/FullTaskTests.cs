using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Live;

/// <summary>Tasks that are classes: their ports are decided when they are set up.</summary>
public sealed class FullTaskTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TD-18")]
    public async Task Its_settings_say_which_inlets_it_has(bool fuse, int capacity)
    {
        TaskDefinition mixer = await TaskDefinition.OfClass<Mixer, MixerSettings>(new TaskDescriptor("mixer")).SetUpAsync(new MixerSettings { Tracks = 3 }, cancellationToken: Token);

        Assert.Equal(["track1", "track2", "track3"], mixer.Descriptor.Inlets.Select(i => i.Name));
        Assert.Equal(["sum"], mixer.Descriptor.Outlets.Select(o => o.Name));
        var g = new GraphBuilder("g");
        g.Add(mixer, [Stream(1, 2), Stream(10, 20), Stream(100, 200)], "mixer");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);
        IReadOnlyList<int> sums = await run.ResultAsync<IReadOnlyList<int>>("sum", Token).InTime();

        Assert.Equal(222, sums[^1]);
        Assert.Equal(6, sums.Count);
        Assert.Equal(["mixer.track1", "mixer.track2", "mixer.track3"], run.Graph.Edges.Select(e => $"{e.To.Id}.{e.Inlet.Name}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "setup timed out after 10 s")]
    [InlineData(3.0, "setup timed out after 3 s")]
    [Trait("Proves", "TD-18")]
    public async Task A_setup_has_a_time_limit(double? seconds, string message)
    {
        var time = new ManualTimeProvider();
        TaskDefinition slow = TaskDefinition.Of(() => new Odd { Setup = async (_, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) }, "slow", seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        Task<TaskDefinition> setup = slow.SetUpAsync(clock: time, cancellationToken: Token);
        await time.WaitForTimersAsync(1, Token).InTime();

        time.Advance(TimeSpan.FromSeconds(seconds ?? 10));

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => setup.InTime());
        Assert.Equal($"'slow': {message}.", error.Message);
    }

    [Fact]
    [Trait("Proves", "TD-18")]
    public async Task A_setup_that_is_slow_in_a_run_fails_the_task()
    {
        var time = new ManualTimeProvider();
        int made = 0;
        TaskDefinition slow = await TaskDefinition.Of(
            () => new Odd { Setup = Interlocked.Increment(ref made) == 1 ? Odd.Nothing : async (_, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None) }, "slow").SetUpAsync(cancellationToken: Token);
        await using GraphRun run = await StartAsync(slow, new RunOptions { Time = time });
        await time.WaitForTimersAsync(1, Token).InTime();

        time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        Assert.Equal(RunStatus.Faulted, run.Snapshot().Task("slow").Status);
        Assert.Contains("setup timed out after 10 s", run.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TD-19")]
    public async Task It_ends_as_its_method_does()
    {
        await using GraphRun returns = await StartAsync(await OfAsync(_ => Task.CompletedTask));
        await returns.Completion.InTime();
        Assert.Equal(RunStatus.Completed, returns.Snapshot().Task("odd").Status);

        await using GraphRun throws = await StartAsync(await OfAsync(_ => throw new InvalidOperationException("boom!")));
        await Assert.ThrowsAsync<TaskFailedException>(() => throws.Completion.InTime());
        Assert.Equal(RunStatus.Faulted, throws.Snapshot().Task("odd").Status);
        Assert.Equal("boom!", throws.Error!.InnerException!.Message);

        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GraphRun stops = await StartAsync(await OfAsync(async context =>
        {
            waits.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        }));
        await waits.Task.InTime();
        await stops.StopAsync(Token).InTime();
        Assert.Equal(RunStatus.Stopped, stops.Snapshot().Task("odd").Status);
    }

    [Fact]
    [Trait("Proves", "TD-19")]
    public async Task A_blocking_one_has_a_thread_of_its_own_and_the_same_token()
    {
        using var begun = new ManualResetEventSlim();
        (bool IsPool, string? Name) thread = default;
        CancellationToken seen = default;
        TaskDefinition blocking = await TaskDefinition.Of(
            () => new Blocking(context =>
            {
                thread = (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name);
                seen = context.CancellationToken;
                begun.Set();
                context.CancellationToken.WaitHandle.WaitOne();
                context.CancellationToken.ThrowIfCancellationRequested();
            }),
            "blocking").SetUpAsync(cancellationToken: Token);
        await using GraphRun run = await StartAsync(blocking);
        Assert.True(begun.Wait(RunModes.Deadline, Token));

        await run.StopAsync(Token).InTime();

        Assert.Equal((false, "blocking"), thread);
        Assert.True(seen.IsCancellationRequested);
        Assert.Equal(RunStatus.Stopped, run.Snapshot().Task("blocking").Status);
    }

    [Fact]
    public async Task Each_run_has_an_object_of_its_own_which_is_disposed()
    {
        var made = new List<Odd>();
        TaskDefinition odd = await TaskDefinition.Of(
            () =>
            {
                var one = new Odd { Run = _ => Task.CompletedTask };
                made.Add(one);
                return one;
            },
            "odd").SetUpAsync(cancellationToken: Token);
        for (int i = 0; i < 2; i++)
        {
            await using GraphRun run = await StartAsync(odd);
            await run.Completion.InTime();
        }

        Assert.Equal([1, 1, 1], made.Select(one => one.Disposed));
    }

    [Fact]
    public async Task Ports_that_change_from_setup_to_run_are_refused()
    {
        int made = 0;
        TaskDefinition more = await TaskDefinition.Of(() => new Odd { Setup = Ports(++made == 1 ? [] : ["x"]) }, "odd").SetUpAsync(cancellationToken: Token);
        await using GraphRun first = await StartAsync(more);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => first.Completion.InTime());
        Assert.Equal("'odd' asks for the outlet 'x' of int, which it did not when its ports were learnt. They were: none.", error.InnerException!.Message);

        made = 0;
        TaskDefinition less = await TaskDefinition.Of(() => new Odd { Setup = Ports(++made == 1 ? ["x", "y"] : ["y"]) }, "odd").SetUpAsync(cancellationToken: Token);
        await using GraphRun second = await StartAsync(less);
        error = await Assert.ThrowsAsync<TaskFailedException>(() => second.Completion.InTime());
        Assert.Equal("'odd' was set up with the outlet 'x' when its ports were learnt, and without in this run. Ask for the same ports each time.", error.InnerException!.Message);

        TaskDefinition twice = TaskDefinition.Of(() => new Odd { Setup = Ports(["x", "x"]) }, "odd");
        Assert.StartsWith("'odd' has two outlets 'x'.", (await Assert.ThrowsAsync<ArgumentException>(() => twice.SetUpAsync(cancellationToken: Token))).Message, StringComparison.Ordinal);
        Assert.True(twice.NeedsSetup);
        Assert.Equal(
            "'odd' is a class that decides on its ports when it is set up. Place what 'await task.SetUpAsync(settings)' gives.",
            Assert.Throws<InvalidOperationException>(() => new GraphBuilder("g").Add(twice, "odd")).Message);
    }

    [Fact]
    public async Task Ports_are_of_no_use_before_the_run()
    {
        TaskDefinition early = TaskDefinition.Of(
            () => new Odd
            {
                Setup = async (setup, token) => await setup.Outlet<int>("out").EmitAsync(1, token),
            },
            "early");

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => early.SetUpAsync(cancellationToken: Token));

        Assert.Equal("The outlet 'out' takes nothing in SetupAsync: keep it, and use it in RunAsync.", error.Message);
    }

    private static Func<TaskSetup, CancellationToken, ValueTask> Ports(string[] outlets) => (setup, _) =>
    {
        Array.ForEach(outlets, name => setup.Outlet<int>(name));
        return default;
    };

    private static TaskInput Stream(params int[] items) => ((StreamInput<int>)Flow.From(items)).Input;

    private static Task<TaskDefinition> OfAsync(Func<TaskContext, Task> run) => TaskDefinition.Of(() => new Odd { Run = run }, "odd").SetUpAsync(cancellationToken: Token);

    private static async Task<GraphRun> StartAsync(TaskDefinition task, RunOptions? options = null)
    {
        var g = new GraphBuilder("g");
        g.Add(task, task.Descriptor.Name);
        return await LocalEngine.Shared.StartAsync(g.Build(), options, Token);
    }

    private sealed class Odd : StreamTask, IDisposable
    {
        public static Func<TaskSetup, CancellationToken, ValueTask> Nothing { get; } = static (_, _) => default;

        public Func<TaskSetup, CancellationToken, ValueTask> Setup { get; init; } = Nothing;

        public Func<TaskContext, Task> Run { get; init; } = _ => Task.CompletedTask;

        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken) => Setup(setup, cancellationToken);

        protected override Task RunAsync(TaskContext context) => Run(context);
    }

    private sealed class Blocking(Action<TaskContext> run) : BlockingStreamTask
    {
        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken) => default;

        protected override void Run(TaskContext context) => run(context);
    }

    private sealed class MixerSettings
    {
        public int Tracks { get; set; } = 2;
    }

    /// <summary>Gives the sum of the latest of all tracks for each item of any.</summary>
    private sealed class Mixer : StreamTask<MixerSettings>
    {
        private readonly List<Inlet<int>> _tracks = [];
        private Outlet<int> _sum = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            for (int track = 1; track <= Settings.Tracks; track++)
            {
                _tracks.Add(setup.Inlet<int>($"track{track}"));
            }

            _sum = setup.Outlet<int>("sum");
            return default;
        }

        protected override async Task RunAsync(TaskContext context)
        {
            int[] latest = new int[_tracks.Count];
            await foreach (InletSignal signal in context.SignalsAsync([.. _tracks]))
            {
                for (int i = 0; i < latest.Length; i++)
                {
                    if (signal.Is(_tracks[i], out int item))
                    {
                        latest[i] = item;
                        await _sum.EmitAsync(latest.Sum(), context.CancellationToken);
                    }
                }
            }
        }
    }
}
