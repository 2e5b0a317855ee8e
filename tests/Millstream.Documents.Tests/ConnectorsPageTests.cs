using System.Text.RegularExpressions;
using Millstream.Postgres;
using Millstream.RabbitMq;

namespace Millstream.Documents;

/// <summary>The documents of docs/connectors.md.</summary>
public sealed partial class ConnectorsPageTests
{
    private static TaskCatalogue Catalogue { get; } = TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue, RabbitTasks.Catalogue);

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Yaml().Count)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_document_on_the_page_can_be_built(int block)
    {
        string yaml = Yaml()[block];

        Assert.Equal([], GraphDocument.Lint(yaml, DocumentFormat.Yaml, Catalogue).Select(f => f.ToString()));
        Assert.NotNull(GraphDocument.Parse(yaml).Build(Catalogue));
    }

    /// <summary>Of whatever is outside a graph the page says its position, its guarantee and its back-pressure.</summary>
    [Fact]
    public void Every_connector_has_its_line_on_the_page()
    {
        HashSet<string> told = [.. Line().Matches(Page()).SelectMany(m => Name().Matches(m.Groups[1].Value)).Select(m => m.Groups[1].Value)];
        string[] outside = ["file.", "csv.read", "csv.write", "json.read", "json.write", "std", "folder.", "process.", "timer.", "http.", "ws.", "postgres.", "rabbit."];

        string[] untold = [.. Catalogue.Tasks.Select(t => t.Descriptor.Name).Where(name => outside.Any(o => name.StartsWith(o, StringComparison.Ordinal)) && !told.Contains(name))];

        Assert.Empty(untold);
        Assert.Contains("http.poll", told);
    }

    private static List<string> Yaml() => [.. Block().Matches(Page()).Select(m => m.Groups[1].Value)];

    private static string Page()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Millstream.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return File.ReadAllText(Path.Combine(directory!, "docs", "connectors.md"));
    }

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| (`[^|]+) \|[^|]*\|[^|]+\|[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("`([a-z.]+)`")]
    private static partial Regex Name();
}
