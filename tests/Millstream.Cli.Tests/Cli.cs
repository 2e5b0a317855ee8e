using System.Diagnostics;
using System.Text;

namespace Millstream.Cli.Tests;

/// <summary>How a command ended, and what it wrote.</summary>
internal sealed record Ended(int Code, string Out, string Error);

/// <summary>Runs the command line: in this process through a console of the test's own, or as a process as its users do.</summary>
internal static class Cli
{
    /// <summary>Far more than any command takes, and less than whoever waits for the tests.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The folder of this solution.</summary>
    public static string Sources
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Millstream.slnx")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    public static string Program => typeof(CommandLine).Assembly.Location;

    public static Task<Ended> RunAsync(params string[] args) => RunWithAsync(console => console, args);

    public static async Task<Ended> RunWithAsync(Func<CliConsole, CliConsole> with, params string[] args)
    {
        using var interruption = new Interruption();
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        CliConsole console = with(new CliConsole(new StringReader(""), output, error, interruption)
        {
            Tasks = TaskCatalogue.Of(Catalogues.All, StreamTasks.Catalogue),
            Environment = name => name == "USER" ? "ann" : null,
        });
        int code = await CommandLine.RunAsync(args, console).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return new Ended(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the built program; it hears Ctrl-C even where these tests do not. Where its output is not read, it is closed.</summary>
    public static async Task<Ended> ProcessAsync(string[] args, Func<Process, Task>? meanwhile = null, string? input = null, string? folder = null, bool isRead = true)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", Program, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Sources,
        };
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!isRead)
        {
            process.StandardOutput.Close();
        }

        Task<string>? output = !isRead ? Task.FromResult("") : meanwhile is null ? process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) : null;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            if (meanwhile is not null)
            {
                await meanwhile(process).WaitAsync(deadline.Token);
                output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            }

            await process.WaitForExitAsync(deadline.Token);
            return new Ended(process.ExitCode, await output!.WaitAsync(deadline.Token), await error.WaitAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"millstream {string.Join(' ', args)} did not end within {Deadline}.");
        }
        finally
        {
            // Also what a failed test leaves running.
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Presses Ctrl-C.</summary>
    public static Task InterruptAsync(Process process) => SignalAsync(process, "-INT");

    /// <summary>Asks a program to end, as supervisors of programs do.</summary>
    public static Task TerminateAsync(Process process) => SignalAsync(process, "-TERM");

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public static string Lines(params string[] lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("millstream-cli-").FullName;

    public string File(string name, params string[] lines)
    {
        string path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllLines(path, lines);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
