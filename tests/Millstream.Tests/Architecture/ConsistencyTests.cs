using System.Reflection;

namespace Millstream.Architecture;

public sealed class ConsistencyTests
{
    private static readonly IReadOnlyList<Type> Shipped =
        [.. Repository.ShippedAssemblies().SelectMany(assembly => assembly.GetTypes()).Where(IsOurs)];

    private static readonly IReadOnlyList<Type> Examples =
        [.. Assembly.GetExecutingAssembly().GetTypes().Where(type => type.Namespace == "Sample.Consistency")];

    [Fact]
    public void There_are_types_to_look_at() => Assert.NotEmpty(Shipped);

    [Fact]
    public void Every_public_class_is_sealed_abstract_or_static() =>
        Faults.AssertNone(ConsistencyRules.OpenClasses(Shipped));

    [Fact]
    public void Every_exception_is_sealed_and_made_by_us_alone() =>
        Faults.AssertNone(ConsistencyRules.Exceptions(Shipped));

    [Fact]
    public void Async_ends_the_names_of_methods_that_start_work_and_of_no_others() =>
        Faults.AssertNone(ConsistencyRules.AsyncSuffixes(Shipped));

    [Fact]
    public void A_cancellation_token_comes_last_and_may_be_left_out() =>
        Faults.AssertNone(ConsistencyRules.CancellationTokens(Shipped));

    [Fact]
    public void No_field_is_public() => Faults.AssertNone(ConsistencyRules.PublicFields(Shipped));

    [Fact]
    public void No_type_is_named_for_its_category() => Faults.AssertNone(ConsistencyRules.Names(Shipped));

    [Fact]
    public void No_public_type_takes_a_name_that_every_file_knows_already() =>
        Faults.AssertNone(ConsistencyRules.FrameworkNouns(Shipped));

    [Fact]
    public void No_folder_is_named_for_a_kind() =>
        Faults.AssertNone(ConsistencyRules.Folders(Repository.Files("src", "*.cs")));

    [Fact]
    public void An_open_class_is_found() =>
        Assert.Equal(
            ["Sample.Consistency.Open is neither sealed, abstract nor static."],
            ConsistencyRules.OpenClasses(Examples));

    [Fact]
    public void An_exception_that_others_could_make_is_found() =>
        Assert.Equal(
            [
                "Sample.Consistency.OpenException is not sealed.",
                "Sample.Consistency.PublicException has a public constructor: who else could throw it?",
            ],
            ConsistencyRules.Exceptions(Examples).Order(StringComparer.Ordinal));

    [Fact]
    public void A_suffix_too_few_or_too_many_is_found() =>
        Assert.Equal(
            [
                "Waits.CountAsync ends in Async and gives a int.",
                "Waits.Fetch gives a ValueTask<int> and does not end in Async.",
                "Waits.ReadAll gives a IAsyncEnumerable<int> and does not end in Async.",
                "Waits.Run gives a Task and does not end in Async.",
            ],
            ConsistencyRules.AsyncSuffixes(Examples).Order(StringComparer.Ordinal));

    [Fact]
    public void A_misplaced_misnamed_or_undefaulted_token_is_found() =>
        Assert.Equal(
            [
                "Waits.TokenAsked does not default its CancellationToken.",
                "Waits.TokenFirst takes a parameter after its CancellationToken.",
                "Waits.TokenMisnamed names its token 'stop'.",
            ],
            ConsistencyRules.CancellationTokens(Examples).Order(StringComparer.Ordinal));

    [Fact]
    public void A_visible_field_is_found() =>
        Assert.Equal(
            [
                "Sample.Consistency.Waits.Count is a field.",
                "Sample.Consistency.Waits.Size is a field.",
                "Sample.Consistency.Waits._held is a field.",
            ],
            ConsistencyRules.PublicFields(Examples).Order(StringComparer.Ordinal));

    [Fact]
    public void A_name_that_says_a_category_is_found() =>
        Assert.Equal(
            [
                "Sample.Consistency.DefaultRunner says 'Default', not what it does.",
                "Sample.Consistency.FileUtils says 'Utils', not what it does.",
                "Sample.Consistency.FileUtils.NodeInfo says 'Info', not what it does.",
                "Sample.Consistency.RunManager says 'Manager', not what it does.",
            ],
            ConsistencyRules.Names(Examples).Order(StringComparer.Ordinal));

    [Fact]
    public void A_name_of_the_frameworks_is_found() =>
        Assert.Equal(
            ["Sample.Consistency.Range takes a name of the framework's."],
            ConsistencyRules.FrameworkNouns(Examples));

    [Fact]
    public void A_folder_named_for_a_kind_is_found() =>
        Assert.Equal(
            [
                "The folder 'Millstream.Core' is named for a kind, not for a feature.",
                "The folder 'Helpers' is named for a kind, not for a feature.",
            ],
            ConsistencyRules.Folders(["src/Millstream.Core/Graphs/Edge.cs", "src/Millstream/Helpers/Core.cs"]));

    // Source generators put types of their own into our assemblies.
    private static bool IsOurs(Type type) =>
        type.Namespace == "Millstream" || type.Namespace?.StartsWith("Millstream.", StringComparison.Ordinal) == true;
}
