using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Which types fit, and what transforms make of items.</summary>
public sealed class TransformTests
{
    [Theory]
    [Trait("Proves", "TG-89")]
    [InlineData(typeof(int), typeof(int), true)]
    [InlineData(typeof(int), typeof(long), true)]
    [InlineData(typeof(int), typeof(double), true)]
    [InlineData(typeof(ArgumentException), typeof(Exception), true)]
    [InlineData(typeof(int[]), typeof(IReadOnlyList<int>), true)]
    [InlineData(typeof(int), typeof(IComparable), true)]
    [InlineData(typeof(int), typeof(int?), true)]
    [InlineData(typeof(double), typeof(int), false)]
    [InlineData(typeof(long), typeof(int), false)]
    [InlineData(typeof(string), typeof(int), false)]
    [InlineData(typeof(string), typeof(double), false)]
    [InlineData(typeof(int), typeof(string), false)]
    [InlineData(typeof(int?), typeof(int), false)]
    [InlineData(typeof(Exception), typeof(ArgumentException), false)]
    public void Types_fit_where_nothing_is_lost(Type from, Type to, bool fits) => Assert.Equal(fits, ItemTypes.Fit(from, to));

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-89")]
    public async Task Items_that_fit_are_made_what_the_inlet_takes(bool fuse, int capacity)
    {
        RunOptions options = RunModes.Of(fuse, capacity);

        Assert.Equal([2L, 3L], await Fed<int, long, long>([1, 2], n => n + 1).RunAsync(options).InTime());
        Assert.Equal([0.5, 1], await Fed<int, double, double>([1, 2], n => n / 2).RunAsync(options).InTime());
        Assert.Equal([2, null], await Fed<int, int?, int?>([1, 2], n => n == 1 ? n + 1 : null).RunAsync(options).InTime());
        Assert.Equal(["1", "2"], await Fed<int, IFormattable, string>([1, 2], n => $"{n}").RunAsync(options).InTime());
        Assert.Equal([3], await Fed<string, IEnumerable<char>, int>(["abc"], s => s.Count()).RunAsync(options).InTime());
        Assert.Throws<ArgumentException>(() => Fed<double, int, int>([1], n => n));
        Assert.Throws<ArgumentException>(() => Fed<string, int, int>(["1"], n => n));
    }

    [Fact]
    [Trait("Proves", "TG-91")]
    public async Task Transforms_that_come_with_Millstream()
    {
        int[] numbers = [4, 5, 6];
        JsonNode tree = JsonNode.Parse("""{"a":{"b":1}}""")!;

        Assert.Equal(1L, await Once<object?, object?>(tree, Transforms.Pick("a.b")));
        Assert.Equal(1, await Once(tree, Transforms.Pick<int>("a.b")));
        Assert.Equal(5, await Once<object?, object?>(numbers, Transforms.Index(1)));
        Assert.Equal(6L, await Once<object?, object?>(JsonNode.Parse("[4,5,6]"), Transforms.Index(-1)));
        Assert.Equal("x", await Once(null, Transforms.Coalesce("x")));
        Assert.Equal("y", await Once("y", Transforms.Coalesce("x")));
        Assert.Equal("ABC", await Once("abC", Transforms.Uppercase));
        Assert.Equal("abc", await Once("abC", Transforms.Lowercase));
        Assert.Equal("abc", await Once("abcdef", Transforms.Truncate(3)));
        Assert.Equal("ab", await Once("ab", Transforms.Truncate(3)));
        Assert.Equal("bc", await Once("abcdef", Transforms.Substring(1, 3)));
        Assert.Equal("1970-01-01T00:00:00.000Z", await Once(0, Transforms.UnixToIsoDate));
        Assert.Equal(0, await Once("1970-01-01T00:00:00.000Z", Transforms.IsoDateToUnix));
        Assert.Equal(1.5, await Once(await Once(1.5, Transforms.UnixToIsoDate), Transforms.IsoDateToUnix));
        Assert.Equal("5", await Once(5, Transforms.NumberToString));
        Assert.Equal("2.5", await Once(2.5, Transforms.NumberToString));
        Assert.False(await Once("false", Transforms.ToBoolean));
        Assert.True(await Once("yes", Transforms.ToBoolean));
        Assert.Equal("""{"a":1}""", await Once(new Dictionary<string, object?> { ["a"] = 1 }, Transforms.Stringify));
        Assert.Equal("""{"a":1}""", (await Once("""{"a":1}""", Transforms.ParseJson))!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Each_item_is_transformed(bool fuse, int capacity) =>
        Assert.Equal(["A", "B"], await Flow.From("a", "b").Through(Transforms.Uppercase).RunAsync(RunModes.Of(fuse, capacity)).InTime());

    [Fact]
    [Trait("Proves", "TG-93")]
    public void A_chain_has_the_type_of_its_end()
    {
        Transform chain = Transforms.Pick("age").Then(Transforms.NumberToString);

        Assert.Equal((typeof(object), typeof(string), "pick | numberToString"), (chain.InputType, chain.OutputType, chain.Id));
        var refused = Assert.Throws<GraphConfigurationException>(() => chain.Then(Transforms.UnixToIsoDate));
        Assert.Equal("The transform 'pick | numberToString' gives string, but 'unixToIsoDate' needs double.", refused.Message);
        var unknown = Assert.Throws<GraphConfigurationException>(() => TransformCatalogue.BuiltIn.Make("upercase"));
        Assert.Equal((FaultKind.UnknownTransform, "There is no transform 'upercase'. Is 'uppercase' meant?"), (unknown.Faults[0].Kind, unknown.Message));
    }

    [Fact]
    public void Transforms_are_made_by_their_ids_and_parameters()
    {
        Assert.Equal("abc", ((Transform<string, string>)TransformCatalogue.BuiltIn.Make("truncate", ("length", "3"))).Function("abcdef"));
        Assert.Equal("bcdef", ((Transform<string, string>)TransformCatalogue.BuiltIn.Make("substring", ("start", 1))).Function("abcdef"));
        var refused = Assert.Throws<GraphConfigurationException>(() => TransformCatalogue.BuiltIn.Make("truncate", ("size", 3)));
        Assert.Equal(
            ["The transform 'truncate' has no parameter 'size'. It has: 'length'.", "The transform 'truncate' needs the parameter 'length'."],
            refused.Faults.Select(f => f.Message));
    }

    [Fact]
    public void Ones_own_are_known_beside_them_and_fitting_ones_are_offered()
    {
        TransformCatalogue catalogue = TransformCatalogue.BuiltIn.With(TransformKind.Of(Transform.Of("shout", (string text) => text + "!")));

        Assert.Equal("a!", ((Transform<string, string>)catalogue.Make("shout")).Function("a"));
        Assert.Equal("numberToString", catalogue.Fitting(typeof(int), typeof(string))[0].Id);
        Assert.Contains("shout", catalogue.Fitting(typeof(string), typeof(string)).Select(k => k.Id));
        Assert.DoesNotContain("uppercase", catalogue.Fitting(typeof(int), typeof(string)).Select(k => k.Id));
        Assert.Throws<ArgumentException>(() => catalogue.With(TransformKind.Of(Transforms.Uppercase)));
    }

    private static Flow<TOut> Fed<TFrom, TIn, TOut>(TFrom[] items, Func<TIn, TOut> function) =>
        TaskDefinition.Of("fed", function).Place([Flow.Iter(items)]).Flow<TOut>();

    private static async Task<TOut> Once<TIn, TOut>(TIn item, Transform<TIn, TOut> transform) =>
        (await Flow.Iter([item]).Through(transform).RunAsync().InTime())[0];
}
