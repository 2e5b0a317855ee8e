using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Tasks that are classes.</summary>
public sealed class ClassTests
{
    private static TaskCatalogue Catalogue => Millstream.Generators.Tests.StreamTasks.Catalogue;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_class_is_in_the_catalogue_with_its_words_and_settings()
    {
        TaskDescriptor mixer = Catalogue["mixer"].Descriptor;

        Assert.Equal(("Mixing desk", "2", "Adds what comes on any number of tracks."), (mixer.Label, mixer.Version, mixer.Documentation));
        SettingDescriptor tracks = Assert.Single(mixer.Settings);
        Assert.Equal(("Tracks", 2, 1, 16), (tracks.Name, tracks.Default, tracks.Minimum, tracks.Maximum));
        Assert.True(Catalogue["mixer"].NeedsSetup);
        Assert.False(Catalogue["Square"].NeedsSetup);
    }

    [Fact]
    public async Task It_runs_with_the_ports_that_its_settings_say()
    {
        TaskDefinition mixer = await Catalogue["mixer"].SetUpAsync(new MixerSettings { Tracks = 3 }, cancellationToken: Token);
        var g = new GraphBuilder("g");
        g.Add(mixer, [Flow.From(1), Flow.From(10, 20), Flow.From(100)], "mixer");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);

        Assert.Equal("mixer(track1: int stream, track2: int stream, track3: int stream) -> sum: int", mixer.ToString());
        Assert.Equal([131], await run.ResultAsync<IReadOnlyList<int>>("sum", Token));
    }

    [Fact]
    public async Task A_generic_class_is_a_family()
    {
        TaskDefinition relay = await Catalogue.FindFamily("Relay")!.Of<string>().SetUpAsync(cancellationToken: Token);
        var g = new GraphBuilder("g");
        g.Add(relay, [Flow.From("a", "b")], "relay");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);

        Assert.Equal(["a", "b"], await run.ResultAsync<IReadOnlyList<string>>("relay", Token));
    }
}
