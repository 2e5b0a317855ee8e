using System.CommandLine;
using System.Text.Json.Nodes;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Lists the tasks and the samples.</summary>
internal static class ListCommand
{
    public static Command Make(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print the descriptors of the tasks as a JSON array." };
        var command = new Command("list", "Lists the tasks that documents may name, and the samples.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                var all = new JsonArray([.. TaskWords.All(context.Tasks).Select(t => t.ToJson())]);
                context.Console.Out.Write(all.ToJsonString(JsonShape.Indented) + "\n");
                return ExitCode.Completed;
            }

            context.Console.Out.Write("Tasks:\n");
            TaskWords.Columns(context.Console.Out, TaskWords.All(context.Tasks).Select(t => (t.Name, TaskWords.First(t.Documentation))));
            context.Console.Out.Write("\nSamples (millstream run NAME):\n");
            TaskWords.Columns(context.Console.Out, Samples.Names.Select(name => (name, TaskWords.First(GraphDocument.Parse(Samples.Find(name)!).Description))));
            return ExitCode.Completed;
        });
        return command;
    }
}
