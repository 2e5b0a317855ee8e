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

    /// <summary>Two seconds hold on a machine that does nothing else.</summary>
    private const int Load = 3;

    private static async Task AppearedAsync(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
