namespace Millstream.General;

/// <summary>What a gate does, whoever wrote it.</summary>
public abstract class GateSuite
{
    private static readonly string[] Steps = ["close", "open", "invalid", "pause-control", "resume-control", "pause-input", "resume-input", "send"];

    [Theory]
    [InlineData(FailMode.Open, false)]
    [InlineData(FailMode.Open, true)]
    [InlineData(FailMode.Closed, false)]
    [InlineData(FailMode.Closed, true)]
    public async Task All_orders_of_what_may_come_open_and_shut_it(FailMode mode, bool initial)
    {
        TaskDefinition gate = await GateAsync(new GateSettings { FailMode = mode, InitialControl = initial });
        await LiveRig.RunAsync(gate, async rig =>
        {
            // All sequences of three steps, one after the other: each begins in the state in which the one before it ended, so that longer ones are among them.
            var model = new Model(mode, initial);
            Assert.Equal(model.Begin(), rig.Heard());
            int item = 0;
            foreach (string step in Sequences(3).SelectMany(s => s))
            {
                string expected = model.Take(step, ref item);
                await PlayAsync(rig, step, item);
                Assert.Equal(expected, rig.Heard());
            }
        });
    }

    [Fact]
    public Task Control_goes_before_input_of_the_same_time() => WithAsync(new GateSettings(), async rig =>
    {
        await rig.SayAsync("control", 0, at: 5);
        await rig.SayAsync("input", 1, at: 10);
        Assert.Equal("paused", rig.Heard());
        await rig.SayAsync("control", 1, at: 10);
        Assert.Equal("resumed 1@10", rig.Heard());
        await rig.SayAsync("control", 0, at: 20);
        await rig.SayAsync("input", 2, at: 20);
        Assert.Equal("paused", rig.Heard());
    });

    [Fact]
    public Task An_item_keeps_its_time_and_waits_for_the_control() => WithAsync(new GateSettings { InitialControl = true }, async rig =>
    {
        await rig.SayAsync("control", 1, at: 100);
        await rig.SayAsync("input", 1, at: 150);
        await rig.SayAsync("input", 2, at: 200);
        Assert.Equal("", rig.Heard());
        await rig.SayAsync("control", 1, at: 190);
        Assert.Equal("1@150", rig.Heard());
        await rig.PauseAsync("control");
        Assert.Equal("2@200", rig.Heard());
    });

    [Fact]
    public Task More_than_a_half_is_true() => WithAsync(new GateSettings(), async rig =>
    {
        Assert.Equal("paused", rig.Heard());
        foreach ((double control, string heard) in new[] { (0.5, ""), (0.51, "resumed"), (7, ""), (-1, "paused") })
        {
            await rig.SayAsync("control", control, at: 5);
            Assert.Equal(heard, rig.Heard());
        }
    });

    [Fact]
    public Task It_ends_with_its_input_and_not_with_its_control() => WithAsync(new GateSettings { InitialControl = true }, async rig =>
    {
        await rig.SayAsync("control", 1, at: 5);
        await rig.EndAsync("control");
        await rig.SayAsync("input", 1, at: 9);
        Assert.Equal("1@9", rig.Heard());
        await rig.EndAsync("input");
        Assert.Equal("end", rig.Heard());
    });

    private protected abstract Task<TaskDefinition> GateAsync(GateSettings settings);

    private static IEnumerable<string[]> Sequences(int length) => length == 0
        ? [[]]
        : Sequences(length - 1).SelectMany(s => Steps.Select(step => (string[])[.. s, step]));

    // All at one time: nothing waits for anything else.
    private static Task PlayAsync(LiveRig rig, string step, int item) => step switch
    {
        "close" => rig.SayAsync("control", 0, at: 5),
        "open" => rig.SayAsync("control", 1, at: 5),
        "invalid" => rig.SayAsync("control", double.NaN, at: 5),
        "pause-control" => rig.PauseAsync("control"),
        "resume-control" => rig.ResumeAsync("control"),
        "pause-input" => rig.PauseAsync("input"),
        "resume-input" => rig.ResumeAsync("input"),
        _ => rig.SayAsync("input", item, at: 5),
    };

    private async Task WithAsync(GateSettings settings, Func<LiveRig, Task> test) => await LiveRig.RunAsync(await GateAsync(settings), test);

    /// <summary>The rule, as the table says it.</summary>
    private sealed class Model(FailMode mode, bool initial)
    {
        private bool _isTrue = initial;
        private bool _isInvalid;
        private bool _isControlPaused;
        private bool _isInputPaused;
        private bool _wasOpen = true;

        private bool IsOpen => _isTrue && !_isInputPaused && !(mode == FailMode.Closed && (_isControlPaused || _isInvalid));

        public string Begin() => Changed();

        public string Take(string step, ref int item)
        {
            switch (step)
            {
                case "close" or "open":
                    (_isTrue, _isInvalid) = (step == "open", false);
                    break;
                case "invalid":
                    _isInvalid = true;
                    break;
                case "pause-control" or "resume-control":
                    _isControlPaused = step == "pause-control";
                    break;
                case "pause-input" or "resume-input":
                    _isInputPaused = step == "pause-input";
                    break;
                default:
                    item++;
                    return IsOpen ? $"{item}@5" : "";
            }

            return Changed();
        }

        private string Changed()
        {
            string word = IsOpen == _wasOpen ? "" : IsOpen ? "resumed" : "paused";
            _wasOpen = IsOpen;
            return word;
        }
    }
}

[Trait("Proves", "TD-106")]
public sealed class GateTests : GateSuite
{
    private protected override Task<TaskDefinition> GateAsync(GateSettings settings) => Task.FromResult(GeneralTasksDefinitions.Gate<int>().WithSettings(settings));

    [Fact]
    public void Its_output_mirrors_its_input()
    {
        TaskDescriptor gate = BuiltInTasks.Catalogue.FindFamily("gate")!.Descriptor;

        Assert.Equal(("Gate", "input", 1), (gate.Label, gate.Outlets[0].Description.Mirrors, gate.Inlets[1].Priority));
        Assert.Equal(["FailMode = Open", "InitialControl = False"], gate.Settings.Select(s => $"{s.Name} = {s.Default}"));
    }
}

/// <summary>The gate as a user would write it.</summary>
[Trait("Proves", "TD-21")]
public sealed class OwnGateTests : GateSuite
{
    private protected override Task<TaskDefinition> GateAsync(GateSettings settings) =>
        TaskDefinition.OfClass<OwnGate, GateSettings>(new TaskDescriptor("own.gate")).SetUpAsync(settings, cancellationToken: TestContext.Current.CancellationToken);

    private sealed class OwnGate : StreamTask<GateSettings>
    {
        private Inlet<int> _input = null!;
        private Inlet<double> _control = null!;
        private Outlet<int> _output = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            _input = setup.Inlet<int>("input");
            _control = setup.Inlet<double>("control", priority: 1);
            _output = setup.Outlet<int>("output", description: new PortDescription { Mirrors = "input" });
            return default;
        }

        protected override async Task RunAsync(TaskContext context)
        {
            bool isTrue = Settings.InitialControl, isInvalid = false, isInputPaused = false, isControlPaused = false;
            await TellAsync();
            await foreach (InletSignal signal in context.SignalsAsync(_input, _control))
            {
                if (signal.Is(_control, out double says))
                {
                    (isTrue, isInvalid) = double.IsNaN(says) ? (isTrue, true) : (says > 0.5, false);
                }
                else if (signal.Is(_input, out int item) && IsOpen())
                {
                    await _output.EmitAsync(item, signal.Time);
                }
                else if (signal.IsEnd && signal.Inlet == _input)
                {
                    return;
                }
                else if (signal.IsPause || signal.IsResume)
                {
                    (isInputPaused, isControlPaused) = signal.Inlet == _input ? (signal.IsPause, isControlPaused) : (isInputPaused, signal.IsPause);
                }

                await TellAsync();
            }

            bool IsOpen() => isTrue && !isInputPaused && !(Settings.FailMode == FailMode.Closed && (isControlPaused || isInvalid));

            ValueTask TellAsync() => _output.SetPausedAsync(!IsOpen());
        }
    }
}
