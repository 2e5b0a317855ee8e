using Millstream.General;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Documents over tasks whose settings, or connections, say which ports they have.</summary>
public sealed class LiveTasksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait("Proves", "TD-117")]
    public async Task A_synchroniser_has_an_input_for_each_that_is_connected(int streams)
    {
        string beats = string.Join("\n", Enumerable.Range(1, streams).Select(n => $"  beat{n}: {{ task: timer.every, settings: {{ interval: 10s }} }}\n  first{n}: {{ task: limit, inputs: {{ items: beat{n} }}, settings: {{ count: 3 }} }}"));
        string reads = string.Join(", ", Enumerable.Range(1, streams).Select(n => $"input{n}: first{n}"));
        TaskGraph graph = GraphDocument.Parse($$"""
            nodes:
            {{beats}}
              together: { task: synchronizer, inputs: { {{reads}} }, settings: { stallTimeout: 2s } }
            """).Build(BuiltInTasks.Catalogue);

        GraphNode node = graph.Nodes.Single(n => n.Id.ToString() == "together");
        Assert.Equal(Enumerable.Range(1, streams).Select(n => $"input{n}"), node.Task.Inlets.Select(i => i.Name));
        Assert.Equal(Enumerable.Range(1, streams).Select(n => $"output{n}"), node.Task.Outlets.Select(o => o.Name));

        // And it runs: each stream on its own outlet.
        var engine = new Millstream.Testing.DeterministicEngine(streams, new Millstream.Testing.ManualTimeProvider(DateTimeOffset.UnixEpoch));
        await engine.RunAsync(
            async () =>
            {
                await using GraphRun run = await engine.StartAsync(graph, new RunOptions());
                await run.Completion;
                for (int n = 1; n <= streams; n++)
                {
                    IReadOnlyList<Data.Row> rows = await run.ResultAsync<IReadOnlyList<Data.Row>>(streams == 1 ? "output1" : $"output{n}");
                    Assert.Equal([0L, 1, 2], rows.Select(r => r["tick"].TryInteger(out long tick) ? tick : -1));
                }
            },
            TestContext.Current.CancellationToken).WaitAsync(Documents.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_setting_that_says_how_many_wins_and_what_is_missing_is_told()
    {
        string[] faults = Faults("""
            nodes:
              a: { task: timer.every }
              together: { task: synchronizer, inputs: { input1: a, input3: a } }
              fixed: { task: synchronizer, inputs: { input1: a, input2: a, input3: a }, settings: { streams: 2 } }
              wrong: { task: synchronizer, inputs: { input1: a }, settings: { streems: 2 } }
              chosen: { task: switch, inputs: { input1: a } }
            """);

        Assert.Equal(
            [
                "The inlet 'together.input2' reads nothing. Write inputs: { input2: … } with an outlet, { value: … } or { input: … }.",
                "'fixed' (synchronizer) has no inlet 'input3'. It has: 'input1', 'input2'.",
                "'wrong' (synchronizer) has no setting 'streems', which is given '2'. Is 'streams' meant?",
                "The inlet 'chosen.control1' reads nothing. Write inputs: { control1: … } with an outlet, { value: … } or { input: … }.",
            ],
            faults);
    }

    [Fact]
    public void Tasks_whose_settings_say_which_ports_they_have_are_saved()
    {
        TaskGraph graph = GraphDocument.Parse("""
            nodes:
              beat: { task: timer.every }
              some: { task: limit, inputs: { items: beat }, settings: { count: 3 } }
              together: { task: synchronizer, inputs: { input1: beat, input2: some, input3: some } }
              ids: { task: pulse.generator, settings: { messageType: id } }
              years: { task: time.to-text, inputs: { item: beat } }
              texts: { task: text.formatter, inputs: { who: years }, settings: { template: "Hi {who}", tracks: { who: nobody } } }
            """).Build(BuiltInTasks.Catalogue);

        GraphDocument saved = graph.ToDocument(BuiltInTasks.Catalogue);

        TaskGraph again = GraphDocument.Parse(saved.ToYaml()).Build(BuiltInTasks.Catalogue);
        Assert.Equal(saved, again.ToDocument(BuiltInTasks.Catalogue));
        Assert.Equal(graph.ToMermaid(), again.ToMermaid());
        Assert.Contains(new DocumentMember("streams", 3), Assert.IsType<TaskWork>(saved.Nodes.Single(n => n.Id == "together").Work).Settings);
    }

    [Fact]
    public void Descriptors_tell_which_setting_counts_inlets()
    {
        SettingDescriptor setting = SynchronizerDefinitions.Synchronizer<int>().Descriptor.Settings.Single(s => s.Name == "Streams");

        Assert.Equal("input", setting.CountsInlets);
        Assert.Contains("\"countsInlets\":\"input\"", SynchronizerDefinitions.Synchronizer<int>().Descriptor.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_streams_join_documents()
    {
        var document = GraphDocument.Parse($$"""
            nodes:
              numbers: { task: pulse.generator, settings: { interval: 1ms } }
              times:   { task: time.to-text, inputs: { item: numbers }, settings: { format: yyyy, zone: UTC } }
              out:     { task: named.output, inputs: { input: times }, settings: { name: years-{{Guid.NewGuid():N}} } }
            """);
        string name = ((TaskWork)document.Nodes[2].Work).Settings[0].Value.Text;
        TaskGraph reader = GraphDocument.Parse($$"""
            nodes:
              in:    { task: named.input, settings: { name: {{name}}, content: text } }
              first: { task: limit, inputs: { items: in }, settings: { count: 2 } }
            """).Build(BuiltInTasks.Catalogue);

        await using GraphRun reading = await LocalEngine.Shared.StartAsync(reader);
        await using GraphRun writing = await LocalEngine.Shared.StartAsync(document.Build(BuiltInTasks.Catalogue));
        IReadOnlyList<string> years = await reading.ResultAsync<IReadOnlyList<string>>("items").WaitAsync(Documents.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(2, years.Count);
        Assert.All(years, year => Assert.Matches("^2[0-9]{3}$", year));
        await writing.StopAsync();
    }

    private static string[] Faults(string yaml) => [.. GraphDocument.Lint(yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.ToString()[(f.ToString().IndexOf(": ", StringComparison.Ordinal) + 2)..]).Select(f => f[(f.IndexOf(": ", StringComparison.Ordinal) + 2)..])];
}
