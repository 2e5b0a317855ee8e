using System.Diagnostics;

namespace GitPulse.Tests;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gitpulse-").FullName;

    public string Child(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Puts a shell script that answers to the name of git into a folder, to stand first in a PATH.</summary>
    /// <returns>The environment in which it is git.</returns>
    public Dictionary<string, string?> ReplaceGit(string script)
    {
        var git = Child("git");
        File.WriteAllText(git, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(git, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new() { ["PATH"] = $"{Path}:{Environment.GetEnvironmentVariable("PATH")}" };
    }

    public void Dispose()
    {
        // Not Directory.Delete: it cannot name files whose names are no UTF-8.
        using var remove = Process.Start("rm", ["-rf", "--", Path]);
        remove.WaitForExit();
    }
}
