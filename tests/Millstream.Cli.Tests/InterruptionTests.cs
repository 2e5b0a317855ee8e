using System.Diagnostics;

namespace Millstream.Cli.Tests;

/// <summary>Ctrl-C a second and a third time.</summary>
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
