using System.CommandLine;
using System.Runtime.InteropServices;

namespace Millstream.Cli.Commands;

/// <summary>Tells what is there, and what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Make(CliContext context)
    {
        var command = new Command("doctor", "Looks whether all is there that runs need. Exit code 1 where something is wrong.");
        command.SetAction(_ =>
        {
            (bool? IsGood, string What)[] checks = [.. Checks(context)];
            foreach ((bool? isGood, string what) in checks)
            {
                context.Console.Out.Write($"{(isGood is null ? "-" : isGood.Value ? "ok" : "!!"),2} {what}\n");
            }

            return checks.Any(c => c.IsGood == false) ? ExitCode.Failed : ExitCode.Completed;
        });
        return command;
    }

    /// <summary>Gives what is good, what is wrong, and (null) what may be missing and is.</summary>
    private static IEnumerable<(bool? IsGood, string What)> Checks(CliContext context)
    {
        yield return (true, $"millstream {NewCommand.Version}");
        yield return (true, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores");
        yield return (true, $"{context.Tasks.Names.Count()} tasks, {Samples.Names.Count} samples");
        yield return CanWrite(Path.GetTempPath()) ? (true, $"temporary files go to {Path.GetTempPath()}") : (false, $"no file can be written to {Path.GetTempPath()}: sorting many rows will fail. Set TMPDIR.");
        yield return Find(context, "dot") is { } dot ? (true, $"Graphviz: {dot}") : (null, "no Graphviz: 'millstream graph --format svg' needs its program 'dot'");
        yield return context.Console.IsErrorTerminal ? (true, "standard error is a terminal: --watch draws") : (null, "standard error is no terminal: --watch writes lines");
        int secrets = Environment.GetEnvironmentVariables().Keys.Cast<string>().Count(k => k.StartsWith("MILLSTREAM_CREDENTIAL_", StringComparison.Ordinal));
        yield return (true, $"{secrets} secrets in the environment (MILLSTREAM_CREDENTIAL_…)");
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            string file = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllText(file, "");
            File.Delete(file);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Find(CliContext context, string program) =>
        (context.Console.Environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
