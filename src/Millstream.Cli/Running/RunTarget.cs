using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>What is run: a document, one that comes with the program, or a task, which is a document of one node then.</summary>
/// <param name="Title">What messages call it.</param>
/// <param name="Document">The graph.</param>
/// <param name="Tasks">The tasks that it may name.</param>
internal sealed record RunTarget(string Title, GraphDocument Document, TaskCatalogue Tasks)
{
    /// <summary>Gets the only node, of a task that is run by its name; its settings have plain names.</summary>
    public string? OnlyNode { get; init; }

    /// <summary>Finds what a name on the command line means.</summary>
    /// <exception cref="CliException">It means nothing, or a file that is no document.</exception>
    public static RunTarget Find(string name, TaskCatalogue tasks, DocumentRules rules)
    {
        try
        {
            return IsFile(name) || Directory.Exists(name) ? new RunTarget(name, GraphDocument.Load(name, rules), tasks)
                : Samples.Find(name) is { } sample ? new RunTarget(name, GraphDocument.Parse(sample, DocumentFormat.Yaml, rules), tasks)
                : DescriptorOf(name, tasks) is { } descriptor ? OfTask(descriptor, tasks)
                : throw CliException.BadInput($"There is no document, sample or task '{name}'.{Suggestions.For(name, Samples.Names.Concat(tasks.Names))} 'millstream list' tells all.");
        }
        catch (GraphDocumentException)
        {
            // What is wrong with its form is not all that may be wrong with it.
            throw CliException.BadInput([.. GraphDocument.Lint(name, tasks, rules).Select(f => FaultText.Of(f, name))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput(FaultText.Unreadable(name, exception));
        }
    }

    /// <summary>Says whether a name means a file, be it there or not.</summary>
    public static bool IsFile(string name) =>
        name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        || name.Contains(Path.DirectorySeparatorChar)
        || File.Exists(name);

    public static TaskDescriptor? DescriptorOf(string name, TaskCatalogue tasks) => (tasks.Find(name)?.Descriptor) ?? tasks.FindFamily(name)?.Descriptor;

    private static RunTarget OfTask(TaskDescriptor task, TaskCatalogue tasks)
    {
        string id = string.Concat(task.Name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        if (task.Inlets.Any(i => i.Name == id))
        {
            id += "_task";
        }

        var node = new DocumentNode(id, new TaskWork(task.Name))
        {
            Inputs = [.. task.Inlets.Select(i => new DocumentInput(i.Name, [new DocumentSource { Input = i.Name }]))],
        };
        return new RunTarget(task.Name, new GraphDocument(task.Name) { Description = task.Documentation, Nodes = [node] }, tasks) { OnlyNode = id };
    }
}
