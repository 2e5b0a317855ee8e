using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millstream.Graphs;

namespace Millstream.General;

public sealed class NamedTests
{
    private readonly NamedOutputs _names = NamedOutputs.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(false, 1)]
    [Trait("Proves", "TD-109")]
    public async Task What_one_run_publishes_others_read_with_its_times_and_pauses(bool fuse, int capacity)
    {
        await using var one = await Reading.BeginAsync(_names, Input("t"), fuse, capacity);
        await using var other = await Reading.BeginAsync(_names, Input("t"), fuse, capacity);
        await one.HearAsync("paused");
        await other.HearAsync("paused");

        await using (var publishing = await Publishing.BeginAsync(_names, "t", fuse, capacity))
        {
            await one.HearAsync("resumed");
            await other.HearAsync("resumed");
            await publishing.SayAsync(o => o.EmitAsync(1.5, At(100)));
            await publishing.SayAsync(o => o.EmitAsync(2, null));
            await publishing.SayAsync(o => o.SetPausedAsync(true));
            await publishing.SayAsync(o => o.EmitAsync(3, At(200)));
            await publishing.SayAsync(o => o.SetPausedAsync(false));
            await publishing.SayAsync(o => o.EmitAsync(4, At(300)));
            foreach (Reading reading in (Reading[])[one, other])
            {
                await reading.HearAsync("1.5@100 2 paused 3@200 resumed 4@300");
            }

            // One that comes late hears where the output stands, and what is given from then on.
            await publishing.SayAsync(o => o.SetPausedAsync(true));
            await one.HearAsync("paused");
            await using var late = await Reading.BeginAsync(_names, Input("t"), fuse, capacity);
            await late.HearAsync("paused");
            await publishing.SayAsync(o => o.EmitAsync(5, At(400)));
            await one.HearAsync("5@400");
            await late.HearAsync("5@400");
        }

        // Nothing is to be expected until somebody publishes again.
        await other.HearAsync("paused 5@400");
        await using (var again = await Publishing.BeginAsync(_names, "t", fuse, capacity))
        {
            await one.HearAsync("resumed");
            await again.SayAsync(o => o.EmitAsync(6, At(500)));
            await one.HearAsync("6@500");
            await other.HearAsync("resumed 6@500");
        }

        await one.HearAsync("paused");
    }

    [Fact]
    [Trait("Proves", "TD-109")]
    public async Task A_second_publisher_of_a_name_fails_and_says_who_has_it()
    {
        await using var first = await Publishing.BeginAsync(_names, "t");
        Assert.True(SpinWait.SpinUntil(() => _names.Published.Count == 1, Runs.Deadline));
        await using var second = await Publishing.BeginAsync(_names, "t");

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => second.Run.Completion.WaitAsync(Runs.Deadline, Token));
        Assert.Equal(RunStatus.Faulted, second.Run.Status);
        Assert.Equal("out", failure.TaskId.ToString());
        Assert.Equal(
            $"The name 't' is taken: 'out' of the run '{first.Run.RunId}' publishes under it. A name has one publisher; give 'out' of the run '{second.Run.RunId}' another one.",
            failure.InnerException!.Message);

        // The first goes on, and other names are free.
        await using var reading = await Reading.BeginAsync(_names, Input("t"));
        while (!reading.HasHeard)
        {
            await first.SayAsync(o => o.EmitAsync(7, null));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }

        await reading.HearAsync("7");
        await using var third = await Publishing.BeginAsync(_names, "u");
        Assert.True(SpinWait.SpinUntil(() => _names.Published.Count == 2, Runs.Deadline));
        Assert.Equal(["t", "u"], _names.Published.Select(p => p.Name));
    }

    [Fact]
    [Trait("Proves", "TD-109")]
    public async Task What_the_input_says_is_published_with_it()
    {
        // A repeater says how often it comes.
        Flow<double> repeated = Flow.Iter(() => OneAndAWait()).Repeater(new RepeaterSettings { Rate = 30 });
        var g = new GraphBuilder("publish");
        g.NamedOutput<double>(repeated, new NamedOutputSettings { Name = "t" }, id: "out");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Options(_names), Token);
        Assert.True(SpinWait.SpinUntil(() => _names.Published.Count == 1, Runs.Deadline));

        Assert.Equal("content=number rate=30 type=ts", _names.Published[0].Fields.ToString());
        Assert.Equal($"'out' of the run '{run.RunId}'", _names.Published[0].Owner);
        await run.StopAsync();
        Assert.Empty(_names.Published);

        static async IAsyncEnumerable<double> OneAndAWait([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return 1;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    [Theory]
    [InlineData(NamedContent.Text, "", "content (number, text)")]
    [InlineData(NamedContent.Number, "rate=30 codec=raw", "codec (none, raw), rate (none, 30)")]
    public async Task Items_of_another_kind_refuse_whoever_comes_second_and_name_the_fields(NamedContent content, string metadata, string fields)
    {
        NamedInputSettings settings = Input("t", content, metadata);
        await using (var first = await Publishing.BeginAsync(_names, "t"))
        {
            Assert.True(SpinWait.SpinUntil(() => _names.Published.Count == 1, Runs.Deadline));
            await using var reader = await Reading.BeginAsync(_names, settings);
            Assert.Equal(
                $"What 'out' of the run '{first.Run.RunId}' publishes under the name 't' does not fit what 'in' of the run '{reader.Run.RunId}' reads: {fields}.",
                (await reader.CauseAsync()).Message);
        }

        await using var waiting = await Reading.BeginAsync(_names, settings);
        await waiting.HearAsync("paused");
        await using var second = await Publishing.BeginAsync(_names, "t");
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => second.Run.Completion.WaitAsync(Runs.Deadline, Token));
        Assert.EndsWith($"does not fit what 'in' of the run '{waiting.Run.RunId}' reads: {fields}.", failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Running, waiting.Run.Status);
    }

    [Fact]
    public async Task In_code_the_items_may_be_of_any_type()
    {
        await using var publishing = await Publishing.BeginAsync(_names, "t");
        Assert.True(SpinWait.SpinUntil(() => _names.Published.Count == 1, Runs.Deadline));
        Task<IReadOnlyList<double>> numbers = (await NamedInput.OfAsync<double>("t", cancellationToken: Token)).Take(2).ResultAsync(Options(_names));
        Task<IReadOnlyList<int>> whole = (await NamedInput.OfAsync<int>("t", cancellationToken: Token)).Take(2).ResultAsync(Options(_names));
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => whole);
        Assert.Contains("items are double, and int are wanted", failure.InnerException!.Message, StringComparison.Ordinal);

        for (int i = 0; !numbers.IsCompleted; i++)
        {
            await publishing.SayAsync(o => o.EmitAsync(i, null));
            await Task.WhenAny(numbers, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token));
        }

        IReadOnlyList<double> read = await numbers;
        Assert.Equal(read[0] + 1, read[1]);
    }

    [Fact]
    public async Task A_publisher_waits_for_readers_that_are_to_lose_nothing()
    {
        await using NamedReader<int> slow = await _names.ReadAsync<int>(Port("t"), new EdgeOptions { Capacity = 2 }, Token);
        await using NamedReader<int> newest = await _names.ReadAsync<int>(Port("t"), new EdgeOptions { Capacity = 2, Overflow = Overflow.DropOldest }, Token);
        await using NamedReader<int> oldest = await _names.ReadAsync<int>(Port("t"), new EdgeOptions { Capacity = 2, Overflow = Overflow.DropNewest }, Token);
        await using NamedPublisher<int> publisher = await _names.PublishAsync<int>(Port("t"), Token);
        Task sending = SendAsync();
        async Task SendAsync()
        {
            for (int i = 0; i < 100; i++)
            {
                await publisher.SendAsync(i, null, Token);
            }
        }

        Assert.False(sending.IsCompleted);
        Assert.Equal(Enumerable.Range(0, 100), await TakeAsync(slow, 100));
        await sending.WaitAsync(Runs.Deadline, Token);
        Assert.Equal("98 99", string.Join(' ', await TakeAsync(newest, 2)));
        Assert.Equal("0 1", string.Join(' ', await TakeAsync(oldest, 2)));
        Assert.Equal((0, 98, 98), (slow.Dropped, newest.Dropped, oldest.Dropped));

        // A reader that leaves lets the publisher go on.
        await publisher.SendAsync(1, null, Token);
        await publisher.SendAsync(2, null, Token);
        Task third = publisher.SendAsync(3, null, Token).AsTask();
        Assert.False(third.IsCompleted);
        await slow.DisposeAsync();
        await third.WaitAsync(Runs.Deadline, Token);
    }

    [Fact]
    public async Task Runs_meet_in_the_names_of_the_process_unless_they_bring_others()
    {
        string name = $"named-{Guid.NewGuid():N}";
        await using var reading = await Reading.BeginAsync(names: null, Input(name));
        await reading.HearAsync("paused");
        await using var apart = await Publishing.BeginAsync(_names, name);
        await using var publishing = await Publishing.BeginAsync(names: null, name);
        await publishing.SayAsync(o => o.EmitAsync(1, null));
        await apart.SayAsync(o => o.EmitAsync(2, null));
        await reading.HearAsync("resumed 1");
        Assert.Contains(NamedOutputs.InProcess.Published, p => p.Name == name);
    }

    [Fact]
    public void Names_must_be_set()
    {
        Assert.Equal(["the setting 'Name' is not set. It is the name under which others read the stream: temperature."], new NamedOutputSettings().Check());
        Assert.Equal(
            ["the setting 'Name' is not set. It is the name of a Named Output: temperature.", "the setting 'Metadata' has a fault: 'a' in 'a' is no field. Write each once, as name=value, with spaces between them."],
            new NamedInputSettings { Metadata = "a" }.Check());
    }

    private static NamedPort Port(string name) => new(name, PortFields.Parse("type=ts content=number"), "a test");

    private static NamedInputSettings Input(string name, NamedContent content = NamedContent.Number, string metadata = "") => new() { Name = name, Content = content, Metadata = metadata };

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static RunOptions Options(NamedOutputs? names, bool fuse = true, int capacity = 1024) => new()
    {
        Fuse = fuse,
        Capacity = capacity,
        Services = names is null ? null : new Services(names),
    };

    private static async Task<int[]> TakeAsync(NamedReader<int> reader, int count)
    {
        var items = new List<int>();
        await foreach (OutletSignal<int> signal in reader.WithCancellation(Token))
        {
            if (signal.IsItem)
            {
                items.Add(signal.Item);
            }

            if (items.Count == count)
            {
                break;
            }
        }

        return [.. items];
    }

    /// <summary>A run that publishes what a test says.</summary>
    private sealed class Publishing(GraphRun run, Channel<Func<Outlet<double>, ValueTask>> orders) : IAsyncDisposable
    {
        public GraphRun Run => run;

        public static async Task<Publishing> BeginAsync(NamedOutputs? names, string name, bool fuse = true, int capacity = 1024)
        {
            var orders = Channel.CreateBounded<Func<Outlet<double>, ValueTask>>(new BoundedChannelOptions(100));
            var g = new GraphBuilder("publish");
            PlacedTask source = g.Add(await TaskDefinition.Of(() => new Speaker(orders), "speaker").SetUpAsync(cancellationToken: Token), "say");
            g.NamedOutput<double>(source.Flow<double>(), new NamedOutputSettings { Name = name }, id: "out");
            return new Publishing(await LocalEngine.Shared.StartAsync(g.Build(), Options(names, fuse, capacity), Token), orders);
        }

        public async Task SayAsync(Func<Outlet<double>, ValueTask> order) => await orders.Writer.WriteAsync(order, Token);

        public async ValueTask DisposeAsync()
        {
            orders.Writer.TryComplete();
            await Task.WhenAny(run.Completion).WaitAsync(Runs.Deadline, Token);
            await run.DisposeAsync();
        }
    }

    /// <summary>A run that reads, and writes down what it hears.</summary>
    private sealed class Reading(GraphRun run, ConcurrentQueue<string> heard) : IAsyncDisposable
    {
        public GraphRun Run => run;

        public bool HasHeard => !heard.IsEmpty;

        public static async Task<Reading> BeginAsync(NamedOutputs? names, NamedInputSettings settings, bool fuse = true, int capacity = 1024)
        {
            var heard = new ConcurrentQueue<string>();
            var g = new GraphBuilder("read");
            TaskDefinition input = await NamedInputDefinitions.NamedInput.SetUpAsync(settings, cancellationToken: Token);
            PlacedTask named = g.Add(input, "in");
            if (settings.Content == NamedContent.Text)
            {
                g.Add(await TaskDefinition.Of(() => new Listener<string>(heard), "listener").SetUpAsync(cancellationToken: Token), [named.Flow<string>()], "hear");
            }
            else
            {
                g.Add(await TaskDefinition.Of(() => new Listener<double>(heard), "listener").SetUpAsync(cancellationToken: Token), [named.Flow<double>()], "hear");
            }

            return new Reading(await LocalEngine.Shared.StartAsync(g.Build(), Options(names, fuse, capacity), Token), heard);
        }

        /// <summary>Waits for what is heard next.</summary>
        public async Task HearAsync(string expected)
        {
            int count = expected.Split(' ').Length;
            bool isThere = SpinWait.SpinUntil(() => heard.Count >= count, Runs.Deadline);
            await Task.Yield();
            Assert.True(isThere, $"Heard was only: {string.Join(' ', heard)}");
            var next = new List<string>();
            while (next.Count < count && heard.TryDequeue(out string? one))
            {
                next.Add(one);
            }

            Assert.Equal(expected, string.Join(' ', next));
        }

        public async Task<Exception> CauseAsync() =>
            (await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Runs.Deadline, Token))).InnerException!;

        public async ValueTask DisposeAsync()
        {
            await run.StopAsync().WaitAsync(Runs.Deadline, Token);
            await run.DisposeAsync();
        }
    }

    private sealed class Services(NamedOutputs names) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(NamedOutputs) ? names : null;
    }

    private sealed class Speaker(Channel<Func<Outlet<double>, ValueTask>> orders) : StreamTask
    {
        private Outlet<double> _out = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            _out = setup.Outlet<double>("out");
            return default;
        }

        protected override async Task RunAsync(TaskContext context)
        {
            await foreach (Func<Outlet<double>, ValueTask> order in orders.Reader.ReadAllAsync(context.CancellationToken))
            {
                await order(_out);
            }
        }
    }

    private sealed class Listener<T>(ConcurrentQueue<string> heard) : StreamTask
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
                if (!signal.IsEnd)
                {
                    heard.Enqueue(signal.Is(_in, out T? item) ? Written(item, signal.Time) : signal.IsPause ? "paused" : "resumed");
                }
            }
        }

        private static string Written(T item, DateTimeOffset? time) =>
            Convert.ToString(item, CultureInfo.InvariantCulture) + (time is { } at ? string.Create(CultureInfo.InvariantCulture, $"@{at.ToUnixTimeMilliseconds()}") : "");
    }
}
