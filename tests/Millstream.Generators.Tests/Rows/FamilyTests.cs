using Millstream.Generators.Compiling;
using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Generic tasks that data can name.</summary>
public sealed class FamilyTests
{
    private static TaskCatalogue Catalogue => Millstream.Generators.Tests.StreamTasks.Catalogue;

    [Fact]
    public void A_catalogue_lists_the_generic_tasks_whose_type_may_be_anything()
    {
        Assert.Equal(["Relay", "limit", "Number", "Gather"], Catalogue.Families.Select(f => f.Name));
        Assert.Same(GenericDefinitions.LimitFamily, Catalogue.FindFamily("limit"));
        Assert.Null(Catalogue.Find("limit"));
        Assert.Null(Catalogue.FindFamily("Square"));
        Assert.Contains("limit", Catalogue.Names);
        Assert.Contains("FindFamily(\"limit\")", Assert.Throws<KeyNotFoundException>(() => Catalogue["limit"]).Message, StringComparison.Ordinal);
        Assert.Contains("'limit'", Assert.Throws<KeyNotFoundException>(() => Catalogue["limt"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_descriptor_leaves_the_type_open()
    {
        TaskFamily limit = GenericDefinitions.LimitFamily;

        Assert.Equal("limit<T>(items: T stream) -> out: T", limit.ToString());
        Assert.Equal("Gives the first items.", limit.Descriptor.Documentation);
        Assert.Equal("Count", Assert.Single(limit.Descriptor.Settings).Name);
        Assert.Equal(typeof(OpenItem), limit.Descriptor.Outlets[0].ItemType);
        Assert.Equal("{}", limit.Descriptor.Inlets[0].Schema().ToJsonString());
        Assert.Equal(["items"], limit.OpenInlets);
        Assert.Equal(["key", "other"], GenericDefinitions.NumberFamily.OpenInlets);
        Assert.Equal(["parts"], GenericDefinitions.GatherFamily.OpenInlets);
    }

    [Fact]
    public async Task The_type_of_a_port_makes_the_task()
    {
        TaskDefinition ofTexts = GenericDefinitions.LimitFamily.Of(Port.Of<string>("words"));
        TaskDefinition ofNumbers = GenericDefinitions.LimitFamily.Of(SourcesDefinitions.Numbers.Descriptor.Outlets[0]);

        Assert.Equal("limit(items: string stream) -> out: string", ofTexts.ToString());
        Assert.Equal("limit(items: int stream) -> out: int", ofNumbers.ToString());
        var g = new GraphBuilder("limited");
        Flow<string> words = g.Add(ofTexts, [Flow.From("a", "b", "c")]).Flow<string>();
        Flow<int> numbers = g.Add(ofNumbers, [Flow.From(1, 2, 3)], settings: new LimitSettings { Count = 1 }).Flow<int>();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Output("words", words).Output("numbers", numbers).Build());

        Assert.Equal(["a", "b"], await run.ResultAsync<IReadOnlyList<string>>("words").WaitAsync(Runs.Deadline));
        Assert.Equal([1], await run.ResultAsync<IReadOnlyList<int>>("numbers").WaitAsync(Runs.Deadline));
    }

    [Fact]
    public async Task A_type_that_is_never_null_is_made_too()
    {
        TaskDefinition number = GenericDefinitions.NumberFamily.Of<decimal>();

        PlacedTask placed = number.Place([Flow.From(1m, 2m), TaskInput.Of("x"), Flow.From(1m, 3m)]);

        Assert.Equal([1m, 3m], await placed.Flow<decimal>().ResultAsync());
    }

    [Fact]
    public void Catalogues_are_joined()
    {
        var own = new TaskCatalogue([ArithmeticDefinitions.Square]);
        var generic = new TaskCatalogue([], [GenericDefinitions.LimitFamily]);

        TaskCatalogue both = TaskCatalogue.Of(own, generic);

        Assert.Equal(["Square", "limit"], both.Names);
        Assert.Same(ArithmeticDefinitions.Square, both["Square"]);
        Assert.Same(GenericDefinitions.LimitFamily, both.FindFamily("limit"));
        Assert.Contains("2 tasks are called 'limit'", Assert.Throws<GraphConfigurationException>(() => TaskCatalogue.Of(both, generic)).Message, StringComparison.Ordinal);
        Assert.Empty(TaskCatalogue.Of().Names);
    }

    [Fact]
    public void Two_tasks_of_an_assembly_with_one_name_are_told_also_where_one_is_generic() => Assert.Contains(
        Compiler.FaultsOf(
            "public static class A { [StreamTask(Name = \"same\")] public static int X(int x) => x; }",
            "public static class B { [StreamTask(Name = \"same\")] public static T Y<T>(T x) => x; }"),
        d => d.GetMessage(null).Contains("same", StringComparison.Ordinal));
}
