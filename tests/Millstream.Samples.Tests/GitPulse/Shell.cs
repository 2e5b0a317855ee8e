using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace GitPulse.Tests;

/// <summary>What a program printed, and how it ended.</summary>
internal sealed record Outcome(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);

    public Outcome Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}: {Error}");
        return this;
    }
}

/// <summary>Runs programs for the tests: git and awk of the machine, and GitPulse itself.</summary>
internal static partial class Shell
{
    /// <summary>Git as it is without anybody's configuration.</summary>
    private static readonly Dictionary<string, string?> PlainGit = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "A U Thor",
        ["GIT_AUTHOR_EMAIL"] = "author@example.com",
        ["GIT_COMMITTER_NAME"] = "C O Mitter",
        ["GIT_COMMITTER_EMAIL"] = "committer@example.com",
        ["LC_ALL"] = "C",
    };

    /// <summary>Far more than any of the programs takes, and less than whoever waits for the tests.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>The folder of this solution.</summary>
    public static string Sources
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Millstream.slnx")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    public static Task<Outcome> GitAsync(string folder, params string[] arguments) =>
        RunAsync("git", ["-C", folder, .. arguments], PlainGit);

    public static Task<Outcome> GitAsync(string folder, byte[] input, params string[] arguments) =>
        RunAsync("git", ["-C", folder, .. arguments], PlainGit, input);

    /// <summary>Runs a script of plain git and awk; <c>$1</c> is the repository, <c>$2</c> what follows.</summary>
    public static Task<Outcome> ScriptAsync(string script, string repository, params string[] more) =>
        RunAsync("sh", ["-c", script, "sh", repository, .. more], PlainGit);

    /// <summary>Runs GitPulse as its users do: as a process, that hears Ctrl-C even where these tests do not.</summary>
    /// <remarks>What a shell script starts in its background ignores SIGINT, and so does all that it starts.</remarks>
    public static async Task<Outcome> PulseAsync(
        string[] arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        Func<Process, Task>? meanwhile = null)
    {
        var outcome = await RunAsync(
            "env",
            ["--default-signal=INT", "dotnet", typeof(Pulse).Assembly.Location, .. arguments],
            environment ?? PlainGit,
            meanwhile: meanwhile);
        return outcome with { Error = Progress().Replace(outcome.Error, "") };
    }

    /// <summary>What a run tells of its progress every five seconds: none where the machine is quick.</summary>
    [GeneratedRegex(@"^[0-9,]+( of [0-9,]+)? commits, [0-9,]+/s, \d:\d\d:\d\d\n", RegexOptions.Multiline)]
    private static partial Regex Progress();

    public static async Task<Outcome> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        byte[]? input = null,
        Func<Process, Task>? meanwhile = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input ?? []);
        process.StandardInput.Close();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var exit = process.WaitForExitAsync(deadline.Token);
        try
        {
            if (meanwhile is not null)
            {
                // A process that ends too early would leave the other waiting for ever.
                await Task.WhenAny(meanwhile(process), exit);
            }

            await Task.WhenAll(reading, error, exit).WaitAsync(deadline.Token);
            return new Outcome(process.ExitCode, output.ToArray(), await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', start.ArgumentList)}' did not end within {Deadline}.");
        }
    }
}
