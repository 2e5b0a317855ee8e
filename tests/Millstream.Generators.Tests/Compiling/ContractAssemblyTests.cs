using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millstream.Generators.Compiling;

/// <summary>An assembly of contracts, shared by services that know nothing of each other.</summary>
public sealed class ContractAssemblyTests
{
    // The compiler here is older than static extension members, and calls them by their class.
    private const string Source = """
        using Millstream;

        public static class Contracts
        {
            public static readonly TaskDescriptor Orders = TaskContracts.Contract("orders", version: 3)
                .In<string>("article")
                .In<System.DateTime>("day", waits: true)
                .Out<decimal>("price")
                .Out<string>("label")
                .Replayable()
                .Documented("What articles cost on a day.");

            public static readonly TaskDescriptor Clock = TaskContracts.Contract("clock").Out<int>("tick");

            public static readonly TaskDescriptor Sink = TaskContracts.Contract("sink").In<int>("tick").Waiting();
        }
        """;

    [Fact]
    [Trait("Proves", "DF-01")]
    public void It_needs_nothing_but_the_core_package_and_says_all_of_a_contract()
    {
        // The framework's own assemblies and Millstream: no implementation, no host, no server's client.
        string[] paths =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Millstream.dll"),
        ];
        using var image = new MemoryStream();
        var compilation = CSharpCompilation.Create(
            "Contracts",
            [CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken)],
            paths.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning));
        System.Reflection.Assembly assembly = System.Reflection.Assembly.Load(image.ToArray());
        TaskDescriptor Named(string name) => (TaskDescriptor)assembly.GetType("Contracts")!.GetField(name)!.GetValue(null)!;
        TaskDescriptor orders = Named("Orders");

        Assert.All(
            assembly.GetReferencedAssemblies(),
            name => Assert.True(name.Name == "Millstream" || name.Name!.StartsWith("System.", StringComparison.Ordinal), name.Name));
        Assert.Equal(("orders", "3", true, "What articles cost on a day."), (orders.Name, orders.Version, orders.IsReplayable, orders.Documentation));
        Assert.Equal(
            [("article", typeof(string), false), ("day", typeof(DateTime), true)], orders.Inlets.Select(i => (i.Name, i.ItemType, i.Waits)));
        Assert.Equal([("price", typeof(decimal)), ("label", typeof(string))], orders.Outlets.Select(o => (o.Name, o.ItemType)));
        Assert.Equal((false, "1", 0), (Named("Clock").IsReplayable, Named("Clock").Version, Named("Clock").Inlets.Count));
        Assert.True(Assert.Single(Named("Sink").Inlets).Waits);
    }
}
