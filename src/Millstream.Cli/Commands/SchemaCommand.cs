using System.CommandLine;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Prints the JSON schema of documents, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Make(CliContext context)
    {
        var command = new Command("schema", "Prints the JSON schema of documents over the tasks that there are: editors complete and explain by it.");
        command.SetAction(_ =>
        {
            context.Console.Out.Write(GraphDocument.Schema(context.Tasks).ToJsonString(JsonShape.Indented) + "\n");
            return ExitCode.Completed;
        });
        return command;
    }
}
