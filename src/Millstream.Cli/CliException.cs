namespace Millstream.Cli;

/// <summary>Ends a command with something to say.</summary>
/// <param name="exitCode">How the program ends.</param>
/// <param name="faults">What is said, a line for each.</param>
internal sealed class CliException(int exitCode, IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>Says that what was given is wrong.</summary>
    public static CliException BadInput(params IReadOnlyList<string> faults) => new(Cli.ExitCode.BadInput, faults);

    /// <summary>Says that what was asked for could not be done.</summary>
    public static CliException Failed(params IReadOnlyList<string> faults) => new(Cli.ExitCode.Failed, faults);
}
