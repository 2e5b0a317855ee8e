using System.CommandLine;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Tells every fault of documents.</summary>
internal static class LintCommand
{
    public static Command Make(CliContext context)
    {
        var files = new Argument<string[]>("document")
        {
            Description = "Files of documents.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("lint", "Tells every fault of documents, each with file, line and column. Exit code 2 where there is one.") { files };
        command.SetAction(parsed =>
        {
            int count = 0;
            foreach (string file in parsed.GetRequiredValue(files))
            {
                foreach (DocumentFault fault in Faults(context, file))
                {
                    count++;
                    context.Console.Out.Write(FaultText.Of(fault, file) + "\n");
                }
            }

            return count == 0 ? ExitCode.Completed : ExitCode.BadInput;
        });
        return command;
    }

    private static IReadOnlyList<DocumentFault> Faults(CliContext context, string file)
    {
        try
        {
            return Samples.Find(file) is { } sample && !File.Exists(file)
                ? GraphDocument.Lint(sample, DocumentFormat.Yaml, context.Tasks, context.Rules)
                : GraphDocument.Lint(file, context.Tasks, context.Rules);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.BadInput($"'{file}' cannot be read: {exception.Message}");
        }
    }
}
