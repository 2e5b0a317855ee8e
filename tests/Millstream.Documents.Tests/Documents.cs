using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Reads, checks and runs documents of tests.</summary>
internal static class Documents
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TaskCatalogue Catalogue => Millstream.Documents.Tests.StreamTasks.Catalogue;

    /// <summary>Gives the faults as texts, with their places.</summary>
    public static string[] FaultsOf(string text, DocumentFormat format = DocumentFormat.Yaml, DocumentRules? rules = null) =>
        [.. GraphDocument.Lint(text, format, Catalogue, rules).Select(f => f.ToString())];

    public static async Task<GraphRun> RunAsync(this GraphDocument document, IReadOnlyDictionary<string, object?>? parameters = null, RunInputs? inputs = null, RunOptions? options = null)
    {
        TaskGraph graph = document.Build(Catalogue, parameters);
        GraphRun run = inputs is null ? await LocalEngine.Shared.StartAsync(graph, options) : await LocalEngine.Shared.StartAsync(graph, inputs, options);
        await run.Completion.WaitAsync(Deadline);
        return run;
    }

    /// <summary>Runs a document for one of its outputs, as a list.</summary>
    public static async Task<IReadOnlyList<T>> ItemsAsync<T>(string yaml, string output, RunInputs? inputs = null, RunOptions? options = null)
    {
        await using GraphRun run = await GraphDocument.Parse(yaml).RunAsync(inputs: inputs, options: options);
        return await run.ResultAsync<IReadOnlyList<T>>(output).WaitAsync(Deadline);
    }

    /// <summary>Runs a document for one of its outputs that is a single value.</summary>
    public static async Task<T> ValueAsync<T>(string yaml, string output, IReadOnlyDictionary<string, object?>? parameters = null, RunOptions? options = null)
    {
        await using GraphRun run = await GraphDocument.Parse(yaml).RunAsync(parameters, options: options);
        return await run.ResultAsync<T>(output).WaitAsync(Deadline);
    }
}
