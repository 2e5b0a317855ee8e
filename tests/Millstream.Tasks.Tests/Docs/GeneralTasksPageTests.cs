using Millstream.General;
using Millstream.Graphs;

namespace Millstream.Docs;

public sealed class GeneralTasksPageTests
{
    [Fact]
    public async Task The_example_gives_what_it_says()
    {
        #region general-first
        TaskDefinition toFahrenheit = await CalculatorDefinitions.Calculator.SetUpAsync(new CalculatorSettings
        {
            Formula = "a * 9 / 5 + 32",
            Tracks = new Dictionary<string, string> { ["a"] = "0" },
        });

        Flow<double> fahrenheit = toFahrenheit.Place([Flow.From(20.0, 36.6)]).Flow<double>();
        Flow<string> texts = fahrenheit.NumberToText(new NumberToTextSettings { Format = "0.0" });

        IReadOnlyList<string> shown = await texts.RunAsync();        // 68.0, 97.9
        #endregion

        Assert.Equal(["68.0", "97.9"], shown);
    }

    [Fact]
    public async Task Streams_are_synchronised()
    {
        Flow<double> left = Flow.From(1.0, 2.0), middle = Flow.From(3.0), right = Flow.From(4.0);

        #region general-synchronize
        IReadOnlyList<Flow<double>> together = await GeneralTasks.SynchronizeAsync(left, middle, right);
        #endregion

        Assert.Equal(3, together.Count);
    }

    [Fact]
    public async Task A_named_stream_crosses_from_run_to_run()
    {
        TaskDefinition endless = await TaskDefinition.Of(() => new Endless(), "measured").SetUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        Flow<double> measured = endless.Place([]).Flow<double>();

        #region general-named
        var g = new GraphBuilder("plant");
        g.NamedOutput<double>(measured, new NamedOutputSettings { Name = "temperature" });
        await using GraphRun plant = await LocalEngine.Shared.StartAsync(g.Build());

        Flow<double> temperature = await NamedInput.OfAsync<double>("temperature");
        IReadOnlyList<double> newest = await temperature.Take(3).RunAsync();
        #endregion

        Assert.Equal([newest[0], newest[0] + 1, newest[0] + 2], newest);
        await plant.StopAsync();
    }

    private sealed class Endless : StreamTask
    {
        private Outlet<double> _out = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            _out = setup.Outlet<double>("out");
            return default;
        }

        protected override async Task RunAsync(TaskContext context)
        {
            for (double i = 0; ; i++)
            {
                await _out.EmitAsync(i, context.CancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, context.CancellationToken);
            }
        }
    }
}
