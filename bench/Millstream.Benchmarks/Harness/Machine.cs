using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Millstream.Benchmarks.Harness;

/// <summary>Says where and on what a result was measured.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription} "
        + $"({RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.FrameworkDescription}";

    /// <summary>Gives the commit of the repository that this program was built in; <c>-dirty</c> with changes on
    /// top.</summary>
    public static string Commit()
    {
        ProcessStartInfo git = new("git", ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(git)!;
            string commit = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? commit : "unknown";
        }
        catch (Win32Exception)
        {
            return "unknown (no git)";
        }
    }
}
