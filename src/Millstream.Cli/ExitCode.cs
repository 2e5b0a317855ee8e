namespace Millstream.Cli;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>All is done.</summary>
    public const int Completed = 0;

    /// <summary>A run failed, or what else was asked for could not be done.</summary>
    public const int Failed = 1;

    /// <summary>The command line, its input or a document is wrong: nothing ran.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read standard output has gone.</summary>
    public const int OutputGone = 141;

    /// <summary>SIGTERM: another program asked this one to end.</summary>
    public const int Terminated = 143;
}
