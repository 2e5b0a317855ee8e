using System.Diagnostics;

namespace Millstream.Cli.Tests;

/// <summary>The built program: exit codes, streams, Ctrl-C.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string Assembly = typeof(ProcessTests).Assembly.Location;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Proves", "TG-191")]
    public async Task Results_go_to_standard_output_and_all_else_to_standard_error()
    {
        string path = _folder.File(
            "g.yaml", "nodes:", "  numbers: { task: numbers, settings: { count: 9 } }", "  check: { task: picky, inputs: { x: numbers } }");

        Ended done = await Cli.ProcessAsync(["run", "doubles", "--tasks", Assembly, "--watch"]);
        Ended failed = await Cli.ProcessAsync(["run", path, "--tasks", Assembly, "--watch"]);
        Ended wrong = await Cli.ProcessAsync(["run", "doubles", "--tasks", Assembly, "--n", "five"]);

        Assert.Equal((0, "90\n"), (done.Code, done.Out));
        Assert.Equal((1, ""), (failed.Code, failed.Out));
        Assert.Contains("Task \"check\" (picky) failed at item 3: three is too many", failed.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (wrong.Code, wrong.Out));
        Assert.DoesNotContain('\x1b', done.Out + done.Error + failed.Error + wrong.Error);
    }

    [Fact]
    [Trait("Proves", "FLU-202")]
    [Trait("Proves", "TG-191")]
    public async Task Ctrl_C_drains_prints_what_came_and_exits_with_130()
    {
        string mark = Path.Combine(_folder.Path, "mark");
        var clock = new Stopwatch();

        Ended ended = await Cli.ProcessAsync(["run", "endless", "--tasks", Assembly, "--path", mark], async process =>
        {
            await AppearedAsync(mark + ".started");
            clock.Start();
            await Cli.InterruptAsync(process);
        });

        Assert.Equal(130, ended.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2) * Load, $"{clock.Elapsed}");
        Assert.True(File.Exists(mark + ".disposed"));
        Assert.StartsWith("[\n  0", ended.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n]\n", ended.Out, StringComparison.Ordinal);
        Assert.Equal("", ended.Error);
    }

    [Theory]
    [InlineData("process.lines yes | print")]
    [InlineData("timer.every 50ms | print")]
    [InlineData("process.lines seq arguments=500000 | print")]
    [InlineData("process.lines seq arguments=100000")]
    [InlineData("process.lines yes | file.write -")]
    [InlineData("process.lines yes | csv.write -")]
    public async Task The_run_ends_quietly_when_nobody_reads_its_output_any_more(string pipe)
    {
        Ended ended = await Cli.ProcessAsync(["pipe", pipe], isRead: false);

        Assert.Equal(new Ended(141, "", ""), ended);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("process.lines seq arguments=3000000 | print")]
    [InlineData("process.lines seq arguments=100000")]
    public async Task A_run_that_waits_for_whoever_reads_its_output_ends_when_it_is_asked_to(string pipe)
    {
        using var process = Process.Start(new ProcessStartInfo("env", ["--default-signal=TERM", "dotnet", Cli.Program, "pipe", pipe]) { RedirectStandardOutput = true })!;

        // The first that it prints is there, and what the pipe holds is not all of it.
        Assert.NotEqual(-1, await process.StandardOutput.BaseStream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        await Cli.TerminateAsync(process);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(143, process.ExitCode);
    }

    [Theory]
    [InlineData("2>/dev/full", 0)]
    [InlineData("--watch 2>/dev/full", 0)]
    [InlineData("--events jsonl 2>/dev/full", 0)]
    [InlineData(">/dev/full", 1)]
    public async Task A_standard_error_that_takes_nothing_changes_nothing(string redirected, int expected)
    {
        string path = _folder.File("t.csv", "a,b", "1,2", "3", "5,6");
        string graph = _folder.File("g.yaml", $"nodes: {{ read: {{ task: csv.read, settings: {{ path: '{path}', badRows: skip }} }} }}", "outputs: { rows: read }");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"dotnet '{Cli.Program}' run '{graph}' {redirected}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, shell.ExitCode);
        Assert.DoesNotContain("Unhandled", await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_printed_into_a_file_stands_before_what_others_write_into_it_then()
    {
        string path = Path.Combine(_folder.Path, "out");
        using var shell = Process.Start("sh", ["-c", $"(dotnet '{Cli.Program}' pipe 'process.lines seq arguments=3 | print'; echo behind) > '{path}'"]);

        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1\n2\n3\nbehind\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_request_to_end_stops_the_run_leaves_no_temporary_file_and_exits_with_143()
    {
        string mark = Path.Combine(_folder.Path, "mark");
        string written = Path.Combine(_folder.Path, "ticks.txt");
        string path = _folder.File(
            "g.yaml", "nodes:", $"  ticks: {{ task: endless, settings: {{ path: {mark} }} }}", $"  write: {{ task: file.write, settings: {{ path: {written} }}, inputs: {{ items: ticks }} }}");

        Ended ended = await Cli.ProcessAsync(["run", path, "--tasks", Assembly], async process =>
        {
            while (Directory.GetFiles(_folder.Path, "ticks.txt.*.tmp").Length == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            await Cli.TerminateAsync(process);
        });

        Assert.Equal(new Ended(143, "", ""), ended);
        Assert.True(File.Exists(mark + ".disposed"));
        Assert.Empty(Directory.GetFiles(_folder.Path, "ticks.txt*"));
    }

    [Fact]
    public async Task A_request_to_end_ends_the_program_where_nothing_runs_yet()
    {
        var start = new ProcessStartInfo("env", ["--default-signal=TERM", "dotnet", Cli.Program, "run", "doubles", "--tasks", Assembly, "--input", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;

        // It has been read when the program waits for more.
        await process.StandardInput.WriteAsync("{ \"n\": 3");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await Cli.TerminateAsync(process);
        await process.WaitForExitAsync(deadline.Token);

        Assert.Equal(143, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(deadline.Token));
    }

    /// <summary>Two seconds hold on a machine that does nothing else; the run would never end by itself.</summary>
    private const int Load = 10;

    private static async Task AppearedAsync(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
