using System.Diagnostics;

namespace Millstream.Cli.Tests;

/// <summary>Ctrl-C a first, a second and a third time.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_one_stops_what_does_not_drain()
    {
        string mark = Path.Combine(_folder.Path, "mark");
        Interruption? interruption = null;
        Task<Ended> run = Cli.RunWithAsync(
            console =>
            {
                interruption = console.Interruption;
                return console;
            },
            "run", "stubborn", "--x", "1", "--path", mark);

        await AppearedAsync(mark + ".started");
        Assert.True(interruption!.Press());
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        Assert.True(interruption.Press());
        Ended ended = await run;

        Assert.Equal((130, ""), (ended.Code, ended.Out));
    }

    [Fact]
    public async Task A_third_one_ends_the_program_as_the_system_ends_it()
    {
        string mark = Path.Combine(_folder.Path, "mark");

        Ended ended = await Cli.ProcessAsync(["run", "stubborn", "--tasks", typeof(InterruptionTests).Assembly.Location, "--x", "1", "--path", mark], async process =>
        {
            await AppearedAsync(mark + ".started");
            while (!process.HasExited)
            {
                await Cli.InterruptAsync(process);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        });

        Assert.Equal((130, ""), (ended.Code, ended.Out));
    }

    [Fact]
    public async Task A_file_that_is_read_and_written_stays_whole_at_the_first_already()
    {
        string path = await LinesAsync();

        Ended ended = await PressedAsync(path, path);

        Assert.Equal(new Ended(130, "", $"millstream: The run reads and writes the file '{path}', and so was stopped: what came until then is not written over it.\n"), ended);
        Assert.Equal(10_000, (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Length);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task Another_file_gets_what_came_until_the_first()
    {
        string from = await LinesAsync(), to = Path.Combine(_folder.Path, "to.txt");

        Ended ended = await PressedAsync(from, to);

        Assert.Equal(new Ended(130, "", ""), ended);
        string[] lines = await File.ReadAllLinesAsync(to, TestContext.Current.CancellationToken);
        Assert.InRange(lines.Length, 1, 9_999);
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(n => $"line {n}"), lines);
    }

    private async Task<string> LinesAsync()
    {
        string path = Path.Combine(_folder.Path, "from.txt");
        await File.WriteAllLinesAsync(path, Enumerable.Range(1, 10_000).Select(n => $"line {n}"), TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Copies lines slowly, and presses Ctrl-C meanwhile.</summary>
    private async Task<Ended> PressedAsync(string from, string to)
    {
        string mark = Path.Combine(_folder.Path, "mark");
        string graph = _folder.File(
            "g.yaml",
            "nodes:",
            $"  read:  {{ task: file.lines, settings: {{ path: '{from}' }} }}",
            $"  wait:  {{ task: slowly, settings: {{ path: '{mark}' }}, inputs: {{ text: read }}, options: {{ capacity: 4 }} }}",
            $"  write: {{ task: file.write, settings: {{ path: '{to}' }}, inputs: {{ items: wait }} }}");
        Interruption? interruption = null;
        Task<Ended> run = Cli.RunWithAsync(
            console =>
            {
                interruption = console.Interruption;
                return console;
            },
            "run", graph);
        await AppearedAsync(mark + ".started");
        Assert.True(interruption!.Press());
        return await run;
    }

    private static async Task AppearedAsync(string file)
    {
        var clock = Stopwatch.StartNew();
        while (!File.Exists(file))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "The task did not begin.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
