using System.CommandLine;
using Millstream.Cli.Pipes;
using Millstream.Cli.Running;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Runs a line of tasks.</summary>
internal static class PipeCommand
{
    public static Command Make(CliContext context)
    {
        var text = new Argument<string>("pipe") { Description = "Tasks with | between them: 'file:sales.csv | where amount > 10 | count by city'." };
        var yaml = new Option<bool>("--yaml") { Description = "Print the document that it is, and run nothing." };
        var watch = new Option<bool>("--watch") { Description = "Show the run on standard error while it goes on." };
        var json = new Option<bool>("--json") { Description = "Print the results as one JSON object by the names of the outputs, on one line." };
        var command = new Command("pipe", "Runs tasks written one behind the other.") { text, yaml, watch, json };
        command.SetAction(async (parsed, _) =>
        {
            GraphDocument document = new PipeParser(context.Tasks).Parse(parsed.GetRequiredValue(text));
            if (parsed.GetValue(yaml))
            {
                context.Console.Out.Write(document.ToYaml());
                return ExitCode.Completed;
            }

            var target = new RunTarget("pipe", document, context.Tasks);
            PreparedRun prepared = PreparedRun.Of(target, new GivenValues([], target.Title), context.Rules);
            return await new Runner(context.Console).RunAsync(
                prepared.Graph, prepared.Inputs, new RunnerOptions { Watches = parsed.GetValue(watch), IsObject = parsed.GetValue(json) });
        });
        return command;
    }
}
