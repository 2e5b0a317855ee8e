using System.ComponentModel.Design;
using Millstream;
using Millstream.Testing;

namespace Parcels;

public sealed class ParcelTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_task_is_a_method()
    {
        #region testing-method
        Assert.Equal(5, Tasks.Surcharge(21));
        #endregion
    }

    [Fact]
    public async Task A_task_in_a_flow_gets_what_the_run_gives()
    {
        #region testing-task
        using var services = new ServiceContainer();
        services.AddService(typeof(ICarrier), new FlatRate(2));
        var log = new TestLog();

        IReadOnlyList<Label> labels = await Flow.From(new Parcel("Oslo", 30))
            .Price()
            .RunAsync(new RunOptions { Services = services, Logger = log });

        Assert.Equal([new Label("Oslo", 65)], labels);
        Assert.Equal(["A parcel to Oslo costs 2 a kilo."], log.Lines);
        Assert.Equal("Oslo", log.Entries[0].Values["To"]);
        #endregion
    }

    [Fact]
    public async Task A_graph_is_fed_and_read_by_the_test()
    {
        #region testing-graph
        var parcels = new TestSource<Parcel>();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            ParcelGraph.Build(), new RunInputs { ["parcels"] = parcels }, Options(new FlatRate(2)));
        await using var notes = new TestSink<string>(run.Output<string>("notes"));

        parcels.Push(new Parcel("Oslo", 1), new Parcel("Bergen", 2));
        Assert.Equal(["00:00 Oslo: 2", "00:00 Bergen: 4"], await notes.TakeAsync(2));      // while the run goes on

        parcels.Complete();
        await notes.EndAsync();
        Assert.Equal(2, Assert.Single(await run.Output<Label[]>("batches").ToListAsync()).Length);
        #endregion
    }

    [Fact]
    public async Task Time_is_the_test_s()
    {
        #region testing-time
        var engine = new DeterministicEngine(seed: 1);
        await engine.RunAsync(async () =>
        {
            var parcels = new TestSource<Parcel>();
            await using GraphRun run = await engine.StartAsync(
                ParcelGraph.Build(), new RunInputs { ["parcels"] = parcels }, Options(new FlatRate(2)));
            await using var batches = new TestSink<Label[]>(run.Output<Label[]>("batches"));

            DateTimeOffset begun = engine.Time.GetUtcNow();
            parcels.Push(new Parcel("Oslo", 1), new Parcel("Bergen", 2));
            Label[] batch = Assert.Single(await batches.TakeAsync(1));

            Assert.Equal(2, batch.Length);                                                 // ten minutes have passed, and cost nothing
            Assert.Equal(TimeSpan.FromMinutes(10), engine.Time.GetUtcNow() - begun);
        });
        #endregion
    }

    [Fact]
    public async Task A_task_fails_when_the_test_says_so()
    {
        #region testing-faults
        var inputs = new RunInputs { ["parcels"] = new[] { new Parcel("Oslo", 1), new Parcel("Bergen", 2) } };
        FaultPlan second = FaultPlan.OnCalls(2);                                           // Bergen, at first; then it is repeated
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            ParcelGraph.Build(), inputs, Options(new FlatRate(2)).WithFaults("Price", second));

        Assert.Equal(2, (await run.Output<string>("notes").ToListAsync()).Count);
        Assert.Equal(3, second.Calls);

        FaultPlan always = FaultPlan.When(call => new HttpRequestException($"The carrier is away, call {call}."));
        await using GraphRun failing = await LocalEngine.Shared.StartAsync(
            ParcelGraph.Build(), inputs, Options(new FlatRate(2)).WithFaults("Price", always));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => failing.Completion);
        Assert.Equal("Task \"Price\" failed at item 0 (attempt 3): The carrier is away, call 3.", error.Message);
        #endregion
    }

    [Fact]
    public async Task A_call_that_hangs_is_out_of_its_time()
    {
        var engine = new DeterministicEngine(seed: 1);
        await engine.RunAsync(async () =>
        {
            await using GraphRun run = await engine.StartAsync(
                ParcelGraph.Build(), new RunInputs { ["parcels"] = new Parcel("Oslo", 1) }, Options(new Silent(engine.Time)));

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion);
            Assert.IsType<TimeoutException>(error.InnerException);
            Assert.Equal(3, error.Attempt);
        }).WaitAsync(Deadline);
    }

    #region testing-seeds
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_interleaving_gives_the_same(int seed)
    {
        var engine = new DeterministicEngine(seed);
        await engine.RunAsync(async () =>
        {
            var inputs = new RunInputs { ["parcels"] = Enumerable.Range(1, 20).Select(i => new Parcel($"{i}", i)) };
            await using GraphRun run = await engine.StartAsync(ParcelGraph.Build(), inputs, Options(new FlatRate(2)));

            var batches = await run.ResultAsync<IReadOnlyList<Label[]>>("batches");

            Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), batches.SelectMany(b => b).Select(l => l.To));
        });
    }
    #endregion

    private static RunOptions Options(ICarrier carrier)
    {
        var services = new ServiceContainer();
        services.AddService(typeof(ICarrier), carrier);
        return new RunOptions { Services = services, Time = new ManualTimeProvider() };
    }

    private sealed class FlatRate(decimal rate) : ICarrier
    {
        public Task<decimal> RateAsync(string to, CancellationToken token) => Task.FromResult(rate);
    }

    private sealed class Silent(TimeProvider time) : ICarrier
    {
        public async Task<decimal> RateAsync(string to, CancellationToken token)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            return 0;
        }
    }
}
