using Millstream.Data;

namespace Millstream.Rows;

public sealed class ShapingTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Distinct_gives_the_first_row_of_each_key(bool fuse, int capacity)
    {
        Row[] rows = [.. "abacbda".Select((c, i) => Row.Of(("k", $"{c}"), ("i", i)))];

        Assert.Equal(["a0", "b1", "c3", "d5"], await Of(rows, new DistinctSettings { By = "k" }, fuse, capacity));
        Assert.Equal(7, (await Of(rows, new DistinctSettings(), fuse, capacity)).Count());
        Assert.Equal(["a0", "b1", "c3", "d5", "a6"], await Of(rows, new DistinctSettings { By = "k", MaxKeys = 2, ForgetOldest = true }, fuse, capacity));

        static async Task<IEnumerable<string>> Of(Row[] rows, DistinctSettings settings, bool fuse, int capacity) =>
            (await Flow.From(rows).DistinctRows(settings).ResultAsync(Runs.Mode(fuse, capacity))).Select(r => $"{r["k"]}{r["i"]}");
    }

    [Fact]
    public async Task Distinct_is_bounded()
    {
        Row[] rows = [Row.Of(("k", 1)), Row.Of(("k", "1")), Row.Of(("k", 2))];

        Assert.Equal(2, (await Flow.From(rows).DistinctRows().ResultAsync()).Count);
        Assert.Equal(
            "More than 1 keys differ. Set 'maxKeys' higher, or 'forgetOldest' where rows with the same key come close together.",
            (await Flow.From(rows).DistinctRows(new DistinctSettings { MaxKeys = 1 }).CauseAsync()).Message);
        Assert.Equal(["'distinct': the setting 'By' is '*'; leave it out to compare all columns."], Runs.Refusals(() => Flow.From(rows).DistinctRows(new DistinctSettings { By = "*" })));
    }

    [Theory]
    [InlineData("""{"id":1,"tags":["a","b"]}""", new[] { """{"id":1,"tags":"a"}""", """{"id":1,"tags":"b"}""" })]
    [InlineData("""{"id":1,"tags":[]}""", new string[0])]
    [InlineData("""{"id":1,"tags":"a"}""", new[] { """{"id":1,"tags":"a"}""" })]
    [InlineData("""{"id":1}""", new[] { """{"id":1}""" })]
    public async Task Flatten_makes_a_row_of_each_element(string row, string[] rows) =>
        Assert.Equal(rows, (await Flow.From(Row.Parse(row)).FlattenRows(new FlattenSettings { Column = "tags" }).ResultAsync()).Select(r => r.ToJson()));

    [Theory]
    [InlineData("{name} is {age}", "Ann is 31")]
    [InlineData("{{{name}}}", "{Ann}")]
    [InlineData("{upper(name) + '}'}!", "ANN}!")]
    [InlineData("{none}{age + 1}", "32")]
    [InlineData("plain", "plain")]
    public async Task A_template_makes_a_text_of_a_row(string template, string expected) =>
        Assert.Equal([expected], await Flow.From(Row.Parse("""{"name":"Ann","age":31}""")).FormatRow(new TemplateSettings { Template = template }).ResultAsync());

    [Theory]
    [InlineData("", "the setting 'Template' is not set. It is a text with columns in braces: {name} is {age}.")]
    [InlineData("a {b", "the setting 'Template' has a fault: 'a {b' is no expression: at 3, a brace opens a formula, and no other closes it. Two braces, '{{', are one of the text.")]
    [InlineData("a } b", "the setting 'Template' has a fault: 'a } b' is no expression: at 3, a brace closes, and none opens. Two braces, '}}', are one of the text.")]
    [InlineData("a {1 +} b", "the setting 'Template' has a fault: 'a {1 +} b' is no expression: at 7, there is the end, and a value is expected.")]
    public void A_template_that_is_none_is_refused(string template, string fault) =>
        Assert.Equal([$"'template': {fault}"], Runs.Refusals(() => Flow.From<Row>().FormatRow(new TemplateSettings { Template = template })));
}
