using System.Text;
using Millstream.Files;

namespace Millstream.Cli;

/// <summary>What a command sees of the world: streams, environment, Ctrl-C, tasks.</summary>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: results, and nothing else.</param>
/// <param name="Error">Standard error: progress, and what went wrong. Tasks write warnings to it at the same time.</param>
/// <param name="Interruption">Ctrl-C.</param>
internal sealed record CliConsole(TextReader In, TextWriter Out, TextWriter Error, Interruption Interruption)
{
    /// <summary>Gets whether somebody looks at standard error: where nobody does, no control codes are written.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Gets how many characters a line of the terminal has.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Gets what knows the variables of the environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets the tasks that are there without being asked for.</summary>
    public TaskCatalogue Tasks { get; init; } = Catalogues.All;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives that of this process.</summary>
    public static CliConsole OfProcess(Interruption interruption)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        // What tasks print.
        Console.SetOut(new StreamWriter(StandardOutput.Open(), utf8, 1 << 16) { AutoFlush = true });
        bool isTerminal = !Console.IsErrorRedirected && System.Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new CliConsole(
            Console.In,
            new StreamWriter(StandardOutput.Open(), utf8, 1 << 16),
            TextWriter.Synchronized(new StreamWriter(StandardStreams.Error(), utf8) { AutoFlush = true }),
            interruption)
        {
            IsErrorTerminal = isTerminal,
            Width = isTerminal && Console.BufferWidth is > 20 and var width ? width : 100,
        };
    }

    /// <summary>Says what went wrong. What others wrote is made printable: it moves no cursor.</summary>
    public void Complain(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            Error.WriteLine($"millstream: {FaultText.Printable(line.TrimEnd('\r'))}");
        }
    }
}
