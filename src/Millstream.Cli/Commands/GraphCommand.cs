using System.ComponentModel;
using System.CommandLine;
using System.Diagnostics;
using Millstream.Cli.Running;
using Millstream.Documents;
using Millstream.Graphs;

namespace Millstream.Cli.Commands;

/// <summary>Draws a graph.</summary>
internal static class GraphCommand
{
    public static Command Make(CliContext context)
    {
        var what = new Argument<string>("what") { Description = "A document, a sample, or a task by its name." };
        var format = new Option<string>("--format") { Description = "How it is drawn; svg needs Graphviz.", DefaultValueFactory = _ => "mermaid" };
        format.Of("mermaid", "dot", "svg", "tree");
        var command = new Command("graph", "Draws the graph of a document. Parameters without defaults may be missing.") { what, format };
        command.SetAction(async (parsed, token) =>
        {
            TaskGraph graph = Build(context, parsed.GetRequiredValue(what));
            context.Console.Out.Write(parsed.GetValue(format) switch
            {
                "dot" => graph.ToDot(),
                "tree" => graph.ToTree(),
                "svg" => await SvgAsync(graph.ToDot(), token),
                _ => graph.ToMermaid(),
            });
            return ExitCode.Completed;
        });
        return command;
    }

    private static TaskGraph Build(CliContext context, string name)
    {
        RunTarget target = RunTarget.Find(name, context.Tasks, context.Rules);
        var assembling = new Assembling(target.Tasks, context.Rules, isCheck: true, target.Document);
        TaskGraph? graph = assembling.Build(target.Document, given: null);
        IReadOnlyList<DocumentFault> faults = assembling.SortedFaults();
        return faults.Count == 0 && graph is not null ? graph : throw CliException.BadInput([.. faults.Select(f => FaultText.Of(f, name))]);
    }

    private static async Task<string> SvgAsync(string dot, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dot", ["-Tsvg"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Task<string> svg = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(dot.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            string drawn = await svg;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? drawn : throw CliException.Failed($"Graphviz ended with the exit code {process.ExitCode}.");
        }
        catch (Win32Exception)
        {
            throw CliException.Failed("There is no Graphviz: the program 'dot' was not found. Install it, or use --format mermaid, dot or tree.");
        }
    }
}
