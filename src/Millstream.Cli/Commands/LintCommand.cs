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
                foreach (string fault in Faults(context, file))
                {
                    count++;
                    context.Console.Out.Write(fault + "\n");
                }
            }

            return count == 0 ? ExitCode.Completed : ExitCode.BadInput;
        });
        return command;
    }

    private static IEnumerable<string> Faults(CliContext context, string file)
    {
        try
        {
            IReadOnlyList<DocumentFault> faults = Samples.Find(file) is { } sample && !File.Exists(file)
                ? GraphDocument.Lint(sample, DocumentFormat.Yaml, context.Tasks, context.Rules)
                : GraphDocument.Lint(file, context.Tasks, context.Rules);
            return faults.Select(f => FaultText.Of(f, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [FaultText.Unreadable(file, exception)];
        }
    }
}
