namespace Millstream.Architecture;

public sealed class PublicApiTests
{
    public static IEnumerable<TheoryDataRow<string>> Projects =>
        Repository.ShippedAssemblies().Select(assembly => new TheoryDataRow<string>(assembly.GetName().Name!));

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_public_surface_is_the_approved_one(string project)
    {
        var assembly = Repository.ShippedAssemblies().Single(shipped => shipped.GetName().Name == project);
        var present = PublicApi.Of(assembly.GetTypes());
        var file = Path.Combine(Repository.Root, "src", project, "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, string.Concat(present.Select(line => line + "\n")));
        }

        var approved = File.Exists(file) ? File.ReadAllLines(file) : [];

        Assert.True(
            present.SequenceEqual(approved),
            $"The public surface of {project} is not the approved one. To approve it, run 'APPROVE=1 dotnet test'.\n"
            + string.Join('\n', PublicApi.Changes(approved, present)));
    }

    [Fact]
    public void A_change_shows_what_goes_and_what_comes() =>
        Assert.Equal(["- b", "+ c"], PublicApi.Changes(["a", "b"], ["a", "c"]));

    [Fact]
    public void Every_kind_of_type_and_member_that_a_user_sees_has_its_line()
    {
        var examples = typeof(PublicApiTests).Assembly.GetTypes().Where(type => type.Namespace == "Sample.Surface");

        Assert.Equal(
            """
            enum Sample.Surface.Colour : int
            Sample.Surface.Colour.Green = 2
            Sample.Surface.Colour.Red = 1
            interface Sample.Surface.IShaped
            Sample.Surface.IShaped.Item[int index] { get; } : string
            readonly record struct Sample.Surface.Id : IEquatable<Id>
            Sample.Surface.Id.Text { get; init; } : string
            Sample.Surface.Id.new(string Text)
            static Sample.Surface.Id.op_Implicit(string text) : Id
            delegate Sample.Surface.Probe<T>(T item, ref int count, out string text, in long limit) : bool
            abstract class Sample.Surface.Shape<T> : IDisposable, IShaped where T : struct
            protected virtual Sample.Surface.Shape<T>.Add(params ReadOnlySpan<int> sizes) : void
            event Sample.Surface.Shape<T>.Changed : EventHandler
            abstract Sample.Surface.Shape<T>.Cut<TTo>(Colour hue = Colour.Red) : TTo[] where TTo : class, new()
            Sample.Surface.Shape<T>.Dispose() : void
            Sample.Surface.Shape<T>.Item[int index] { get; } : string
            const Sample.Surface.Shape<T>.Kind = "shape" : string
            required Sample.Surface.Shape<T>.Pair { get; init; } : (T, T?)
            Sample.Surface.Shape<T>.Size { get; protected set; } : int
            override Sample.Surface.Shape<T>.ToString() : string
            protected Sample.Surface.Shape<T>.new(int size = 3)
            sealed record Sample.Surface.Shape<T>.Corner : IEquatable<Shape<T>.Corner> where T : struct
            Sample.Surface.Shape<T>.Corner.X { get; init; } : int
            Sample.Surface.Shape<T>.Corner.Y { get; init; } : int?
            Sample.Surface.Shape<T>.Corner.new(int X, int? Y = null)
            static class Sample.Surface.ShapeExtensions
            static Sample.Surface.ShapeExtensions.Twice<T>(this Shape<T> shape) : int where T : struct
            """,
            string.Join('\n', PublicApi.Of(examples)));
    }
}
