using System.Globalization;
using System.Threading.Channels;
using Millstream.Cli.Running;
using Millstream.Graphs;
using Millstream.Telemetry;
using Spectre.Console;

namespace Millstream.Cli.Tests;

/// <summary>The live view of a run.</summary>
public sealed class LiveViewTests : IDisposable
{
    private static readonly string[] Names = ["done", "busy", "later", "broken", "spared"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Proves", "TG-190")]
    public void Each_task_has_a_row_with_its_mark_its_bar_and_its_message()
    {
        var view = new LiveView();
        foreach (RunEvent told in Events())
        {
            view.Apply(told);
        }

        string[] lines = Shown(view);

        Assert.Matches(@"^run +━{12}─{18} +40% running$", lines[0]);
        Assert.Matches(@"^✓ done +━{30} +100%$", lines[1]);
        Assert.Matches(@"^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] busy +━{15}─{15} +50% half of it$", lines[2]);
        Assert.Matches(@"^  [⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] busy#0 +━{3}─{27} +10%$", lines[3]);
        Assert.Equal(Enumerable.Range(4, 7).Select(i => $"│ line {i}").Append("│ the end"), lines[4..12].Select(l => l.Trim()));
        Assert.Matches(@"^○ later +─{30} +0%$", lines[12]);
        Assert.Matches(@"^✗ broken +─{30} +no connection$", lines[13]);
        Assert.Matches(@"^⊘ spared ", lines[14]);
    }

    [Fact]
    [Trait("Proves", "TG-190")]
    public async Task It_is_drawn_when_events_come_and_at_no_other_time()
    {
        var events = Channel.CreateBounded<RunEvent>(100);
        var output = new StringWriter();
        IAnsiConsole terminal = Terminal(output, AnsiSupport.Yes);
        Task show = new LiveView().ShowAsync(events.Reader.ReadAllAsync(TestContext.Current.CancellationToken), terminal);

        string before = output.ToString();
        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(before, output.ToString());

        foreach (RunEvent told in Events())
        {
            await events.Writer.WriteAsync(told, TestContext.Current.CancellationToken);
        }

        events.Writer.Complete();
        await show.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Contains("half of it", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TG-190")]
    public async Task A_run_is_shown_on_standard_error_while_its_result_goes_to_standard_output()
    {
        string path = _folder.File("g.yaml", "nodes:", "  numbers: { task: numbers }", "  chatter: { task: chatter }", "outputs: { n: numbers }");

        Ended ended = await Cli.RunWithAsync(console => console with { IsErrorTerminal = true, Width = 100 }, "run", path, "--watch");

        Assert.Equal((0, "[\n  0,\n  1,\n  2\n]\n"), (ended.Code, ended.Out));
        string last = System.Text.RegularExpressions.Regex.Replace(ended.Error, @"\x1b\[[0-9;?]*[A-Za-z]", "");
        last = last[last.LastIndexOf("run ", StringComparison.Ordinal)..];
        Assert.Matches(@"run +━{30} +100% completed", last);
        Assert.Matches("✓ numbers", last);
        Assert.Matches("✓ chatter", last);
        Assert.DoesNotContain("line 3", last, StringComparison.Ordinal);
        Assert.Contains("│ line 4", last, StringComparison.Ordinal);
        Assert.Contains("│ the end", last, StringComparison.Ordinal);
    }

    /// <summary>The events of a run with a task in each state.</summary>
    private static IEnumerable<RunEvent> Events()
    {
        long seq = 0;
        TaskStatistics[] tasks = [.. Names.Select(n => new TaskStatistics(Id(n), n, RunStatus.Pending, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null))];
        yield return Next(RunEventKind.RunStarted) with { Snapshot = new RunProgress("r", RunStatus.Running, tasks, []) };
        yield return Of(RunEventKind.TaskStatus, "done") with { Status = RunStatus.Completed };
        yield return Of(RunEventKind.TaskCompleted, "done");
        yield return Of(RunEventKind.TaskStatus, "busy") with { Status = RunStatus.Running };
        yield return Of(RunEventKind.TaskProgress, "busy") with { Progress = 50, Message = "half of it" };
        yield return Of(RunEventKind.PlanChanged, "busy") with { Child = "r/busy#0", Snapshot = new RunProgress("r/busy#0", RunStatus.Running, [], []) { Progress = 10 } };
        for (int i = 1; i <= 10; i++)
        {
            yield return Of(RunEventKind.Item, "busy") with { Port = "out", Item = new Piece<string>("line ", 0) };
            yield return Of(RunEventKind.Item, "busy") with { Port = "out", Item = new Piece<string>(i.ToString(CultureInfo.InvariantCulture) + "\n", 0) };
        }

        yield return Of(RunEventKind.Item, "busy") with { Port = "out", Item = new Piece<string>("the end", 0) };
        yield return Of(RunEventKind.TaskStatus, "broken") with { Status = RunStatus.Faulted };
        yield return Of(RunEventKind.TaskFaulted, "broken") with { Error = new IOException("no connection") };
        yield return Of(RunEventKind.TaskStatus, "spared") with { Status = RunStatus.Disabled };
        yield return Next(RunEventKind.RunProgress) with { Progress = 40 };

        RunEvent Next(RunEventKind kind) => new(++seq, DateTimeOffset.UnixEpoch, "r", kind);
        RunEvent Of(RunEventKind kind, string task) => Next(kind) with { TaskId = Id(task) };
    }

    private static NodeId Id(string name) => NodeId.TryParse(name, out NodeId id) ? id : throw new ArgumentException(name);

    private static string[] Shown(LiveView view)
    {
        var output = new StringWriter { NewLine = "\n" };
        Terminal(output, AnsiSupport.No).Write(view.Render());
        return [.. output.ToString().Split('\n').Select(l => l.TrimEnd())];
    }

    private static IAnsiConsole Terminal(TextWriter output, AnsiSupport ansi)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = ansi, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output) });
        terminal.Profile.Width = 100;
        terminal.Profile.Capabilities.Unicode = true;
        return terminal;
    }
}
