using System.CommandLine;
using Millstream.Cli.Running;
using Millstream.Documents;

namespace Millstream.Cli.Commands;

/// <summary>Tells all that is known of a task, or shows a sample.</summary>
internal static class DescribeCommand
{
    public static Command Make(CliContext context)
    {
        var name = new Argument<string>("task") { HelpName = "task", Description = "The name of a task or of a sample." };
        name.CompletionSources.Add(_ => context.Tasks.Names.Concat(Samples.Names).Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var json = new Option<bool>("--json") { Description = "Print the descriptor as JSON." };
        var command = new Command("describe", "Tells all that is known of a task: inlets, outlets, settings; of a sample, its text.") { name, json };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(name);
            TextWriter output = context.Console.Out;
            if (RunTarget.DescriptorOf(wanted, context.Tasks) is { } task)
            {
                Write(output, task, parsed.GetValue(json));
            }
            else if (Samples.Find(wanted) is { } sample)
            {
                output.Write(parsed.GetValue(json) ? GraphDocument.Parse(sample).ToJson() : sample);
            }
            else
            {
                throw CliException.BadInput($"There is no task or sample '{wanted}'.{Suggestions.For(wanted, context.Tasks.Names.Concat(Samples.Names))} 'millstream list' tells all.");
            }

            return ExitCode.Completed;
        });
        return command;
    }

    private static void Write(TextWriter output, TaskDescriptor task, bool isJson)
    {
        if (isJson)
        {
            output.Write(task.ToJson().ToJsonString(JsonShape.Indented) + "\n");
            return;
        }

        output.Write($"{task.Name}{(task.Version == "1" ? "" : $" (version {task.Version})")}\n");
        if (task.Documentation.Length > 0)
        {
            output.Write($"{task.Documentation}\n");
        }

        Part(output, "Inlets", task.Inlets.Select(i => (
            $"{i.Name}: {TypeWords.Of(i.ItemType)}",
            $"{i.Documentation}{(i.IsOptional ? $" [default: {ResultText.Plain(i.Default)}]" : "")}")));
        Part(output, "Outlets", task.Outlets.Select(o => ($"{o.Name}: {TypeWords.Of(o.ItemType)}", "")));
        Part(output, "Settings", task.Settings.Where(s => !s.IsHidden).Select(s => (
            $"{DescriptorJson.Camel(s.Name)}: {TypeWords.Of(s.Type)}",
            $"{TaskWords.Help(s.Documentation)}{(s.Default is null or "" ? "" : $" [default: {ResultText.Plain(s.Default)}]")}{(s.Type.IsEnum ? $" One of: {string.Join(", ", Enum.GetNames(s.Type).Select(DescriptorJson.Camel))}." : "")}")));
        Part(output, "Secrets", task.Credentials.Select(c => (c.Parameter, c.Documentation)));
    }

    private static void Part(TextWriter output, string title, IEnumerable<(string Name, string Text)> lines)
    {
        (string Name, string Text)[] all = [.. lines];
        if (all.Length > 0)
        {
            output.Write($"\n{title}:\n");
            TaskWords.Columns(output, all);
        }
    }
}
