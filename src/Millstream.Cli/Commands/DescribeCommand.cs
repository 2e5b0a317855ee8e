using System.CommandLine;
using Millstream.Cli.Running;
using Millstream.Documents;
using Millstream.Graphs;

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
        command.SetAction(async (parsed, token) =>
        {
            string wanted = parsed.GetRequiredValue(name);
            TextWriter output = context.Console.Out;
            if (RunTarget.DescriptorOf(wanted, context.Tasks) is { } task)
            {
                await WriteAsync(output, task, context.Tasks, parsed.GetValue(json), token);
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

    private static async Task WriteAsync(TextWriter output, TaskDescriptor task, TaskCatalogue tasks, bool isJson, CancellationToken cancellationToken)
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

        TaskFamily? family = tasks.FindFamily(task.Name);
        bool isOpen = family is { OpenInlets.Count: > 0 };
        if ((family?.Of(Port.Of<OpenItem>("items")) ?? tasks.Find(task.Name)) is { NeedsSetup: true } definition)
        {
            TaskDescriptor? usual = await SetUpAsync(definition, cancellationToken);
            output.Write($"\nIts inlets and outlets follow its settings{(usual is null ? "" : "; here are those of the defaults")}.\n");
            task = usual is null ? task : task with { Inlets = usual.Inlets, Outlets = usual.Outlets };
            isOpen |= task.Inlets.Any(i => i.ItemType == typeof(OpenItem));
        }

        if (family is not null && !isOpen)
        {
            output.Write("It can be used in code only: no inlet says of what type its items are.\n");
        }

        Part(output, "Inlets", task.Inlets.Select(i => (
            $"{i.Name}: {TypeWords.Of(i.ItemType)}",
            $"{i.Documentation}{(i.IsOptional ? $" [default: {ResultText.Plain(i.Default)}]" : "")}")));
        Part(output, "Outlets", task.Outlets.Select(o => ($"{o.Name}: {TypeWords.Of(o.ItemType)}", "")));
        Part(output, "Settings", task.Settings.Where(s => !s.IsHidden).Select(s => (
            $"{DescriptorJson.Camel(s.Name)}: {TypeWords.Of(s.Type)}",
            $"{s.Documentation}{(s.Default is null or "" ? "" : $" [default: {ResultText.Plain(s.Default)}]")}{(s.Type.IsEnum ? $" One of: {string.Join(", ", Enum.GetNames(s.Type).Select(DescriptorJson.Camel))}." : "")}")));
        Part(output, "Secrets", task.Credentials.Select(c => (c.Parameter, c.Documentation)));
    }

    /// <summary>Gives a task with the ports that it has by the defaults of its settings; null where it has none by them.</summary>
    private static async Task<TaskDescriptor?> SetUpAsync(TaskDefinition task, CancellationToken cancellationToken)
    {
        try
        {
            return (await task.SetUpAsync(cancellationToken: cancellationToken)).Descriptor;
        }
        catch (Exception exception) when (exception is GraphConfigurationException or ArgumentException or InvalidOperationException or FormatException)
        {
            return null;
        }
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
