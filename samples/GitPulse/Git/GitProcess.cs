using System.ComponentModel;
using System.Diagnostics;

namespace GitPulse.Git;

/// <summary>A running <c>git</c>: started without a shell, read as bytes, killed when disposed early.</summary>
/// <remarks>Back-pressure is the pipe's: while nobody reads <see cref="Output"/>, git waits.</remarks>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MessageLimit = 4096;

    /// <summary>
    /// What would point git to another repository than the one asked for, or change what it compares. Variables that
    /// hold configuration stay: they may carry <c>safe.directory</c>, and what they could change is pinned by options.
    /// </summary>
    private static readonly string[] ForeignVariables =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
        "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS", "GIT_IMPLICIT_WORK_TREE", "GIT_ATTR_SOURCE",
        "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_PAGER",
    ];

    private readonly Process _process;
    private readonly Task<string> _message;

    private GitProcess(Process process)
    {
        _process = process;
        _message = ReadEndAsync(process.StandardError.BaseStream);
    }

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts git in a folder.</summary>
    /// <exception cref="GitFailedException">The folder is none, or git is not there or cannot be run.</exception>
    public static GitProcess Start(string folder, IEnumerable<string> arguments)
    {
        if (!Directory.Exists(folder))
        {
            throw new GitFailedException(
                File.Exists(folder)
                    ? $"'{folder}' is a file. Name the folder of a git repository."
                    : $"'{folder}' does not exist. Name the folder of a git repository.");
        }

        var start = new ProcessStartInfo(FindGit())
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-C");
        start.ArgumentList.Add(folder);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var variable in ForeignVariables)
        {
            start.Environment.Remove(variable);
        }

        // Messages in the words that GitLog looks for; no question to a user whose terminal shows something else.
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";

        // Whole buffers: git would else write each commit by itself, and wake this process for each.
        start.Environment["GIT_FLUSH"] = "0";

        try
        {
            return new GitProcess(
                Process.Start(start) ?? throw new GitFailedException($"'{start.FileName}' did not start."));
        }
        catch (Win32Exception exception)
        {
            throw new GitFailedException($"'{start.FileName}' cannot be run: {exception.Message}.", exception);
        }
    }

    /// <summary>Ends git at once, and what it started. Whoever reads the output comes to its end.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is Win32Exception or AggregateException)
        {
            // It, or a process that it started, was ending by itself just then.
        }
    }

    /// <summary>Waits for git's end, its output having been read to the end.</summary>
    public async Task<GitExit> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return new GitExit(_process.ExitCode, await _message.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _message;
        _process.Dispose();
    }

    /// <summary>
    /// Looks for git on the PATH only: left to itself the runtime would look into the current folder first, and so
    /// could run a file named <c>git</c> of the very repository that is looked at.
    /// </summary>
    private static string FindGit()
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsProgram)
            ?? throw new GitFailedException(
                "git was not found in any folder of the PATH. Install git, or add its folder to the PATH.");
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
    }

    /// <summary>Reads to the end and keeps the last part: what git failed of comes last.</summary>
    private static async Task<string> ReadEndAsync(Stream stream)
    {
        var kept = new byte[2 * MessageLimit];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(kept.AsMemory(length))) > 0)
        {
            length += read;
            if (length > MessageLimit)
            {
                kept.AsSpan(length - MessageLimit, MessageLimit).CopyTo(kept);
                length = MessageLimit;
            }
        }

        return GitText.Decode(kept.AsSpan(0, length)).Trim();
    }
}

/// <summary>How git ended.</summary>
/// <param name="Code">0 when all went well; 128 and the signal's number when a signal ended it.</param>
/// <param name="Message">The end of what it wrote to its error output, without white space around it.</param>
internal sealed record GitExit(int Code, string Message);
