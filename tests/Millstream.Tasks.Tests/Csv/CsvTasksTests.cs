using System.Text;
using Millstream.Data;
using Millstream.Files;
using Millstream.Graphs;
using Millstream.Rows;
using Millstream.Testing;

namespace Millstream.Csv;

public sealed class CsvTasksTests : IDisposable
{
    private Task Append(string name, params Row[] rows) => Append(name, new CsvWriteSettings(), rows);

    private Task Append(string name, CsvWriteSettings settings, params Row[] rows)
    {
        (settings.Path, settings.Append) = (_folder[name], true);
        var g = new GraphBuilder("append");
        g.WriteCsv(Flow.From(rows), settings);
        return g.ToEndAsync();
    }

    private readonly TempFolder _folder = new();

    /// <summary>A table, and its rows as JSON; the same from a file and from lines.</summary>
    public static TheoryData<string, string[]> Tables => new()
    {
        { "", [] },
        { "a,b\n", [] },
        { "a,b\n1,2\r\n3,4", ["""{"a":"1","b":"2"}""", """{"a":"3","b":"4"}"""] },
        { "a,b\n\"x, y\",\"he said \"\"no\"\"\"\n", ["""{"a":"x, y","b":"he said \"no\""}"""] },
        { "a,b\n\"l1\nl2\",2\n3,4\n", ["""{"a":"l1\nl2","b":"2"}""", """{"a":"3","b":"4"}"""] },
        { "a,b\n\n1,\n\n,2\n", ["""{"a":"1","b":""}""", """{"a":"","b":"2"}"""] },
        { "a,a,\n1,2,3\n", ["""{"a":"1","a_2":"2","column_3":"3"}"""] },
        { "\"a\nb\",c\n1,2\n", ["""{"a\nb":"1","c":"2"}"""] },
        { "ü,ž\nß,€\n", ["""{"ü":"ß","ž":"€"}"""] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Tables_are_read_as_the_standard_says(string text, string[] rows)
    {
        Assert.Equal(rows, await JsonOf(new CsvReadSettings { Path = _folder.Write("a.csv", text) }));
        Assert.Equal(rows, await JsonOf(new CsvReadSettings { Path = _folder.Write("bom.csv", text, Encoding.UTF8) }));
        Assert.Equal(rows, await JsonOf(new CsvReadSettings { Path = _folder.Write("u16.csv", text, Encoding.Unicode) }));
        Assert.Equal(rows, (await Flow.From(text.Split('\n').Select(l => l.TrimEnd('\r')).ToArray()).ParseCsv().ResultAsync()).Select(r => r.ToJson()));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Rows_come_in_order_in_every_mode(bool fuse, int capacity)
    {
        string[] lines = [.. Enumerable.Range(0, 3_000).Select(i => i % 5 == 0 ? $"{i},\"a,{i}\"" : $"{i},b{i}")];
        string path = _folder.Write("a.csv", "n,t\n" + string.Join('\n', lines));

        IReadOnlyList<Row> rows = await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => i % 5 == 0 ? $"{i}|a,{i}" : $"{i}|b{i}"), rows.Select(r => $"{r["n"]}|{r["t"]}"));
        Assert.Single(rows.Select(r => r.Columns).Distinct());
    }

    [Fact]
    public async Task The_form_of_a_table_can_be_set()
    {
        Assert.Equal(["""{"a":"1","b":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "a\tb\n1\t2\n"), Delimiter = "tab" }));
        Assert.Equal(["""{"a":"1","b":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "a;b\n1;2\n"), Delimiter = "auto" }));
        Assert.Equal(["""{"column_1":"1","column_2":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "1,2\n"), Header = false }));
        Assert.Equal(["""{"x":"1","y":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "1,2\n"), Header = false, Columns = "x, y" }));
        Assert.Equal(["""{"x":"1","y":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "a,b\n1,2\n"), Columns = "x, y" }));
        Assert.Equal(["""{"a":"1","b":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "#c\na , b\n 1, 2 \n"), Comment = "#", Trim = true }));
        Assert.Equal(["""{"a":"1,5","b":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "a,b\n'1,5',2\n"), Quote = "'" }));
        Assert.Equal(["""{"ü":"1"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", Encoding.Latin1.GetBytes("\u00fc\n1\n")), Encoding = "iso-8859-1" }));
    }

    [Fact]
    public void A_form_that_is_none_is_refused_with_all_faults() => Assert.Equal(
        [
            "'csv.read': the setting 'Path' is not set. It is the path of a file.",
            "'csv.read': the setting 'Delimiter' is 'ab'; it must be one printable character of ASCII, 'tab', or 'auto' to find it by the first line.",
            "'csv.read': the setting 'Quote' is ''; it must be one printable character of ASCII.",
            "'csv.read': the setting 'Comment' is '//'; it must be the one printable character of ASCII that lines of comment begin with, or nothing.",
            "'csv.read': the setting 'Columns' has a name twice: a, a.",
        ],
        Runs.Refusals(() => CsvTasksPlacing.ReadCsv(new CsvReadSettings { Delimiter = "ab", Quote = "", Comment = "//", Columns = "a, a" })));

    [Theory]
    [InlineData("é", "\"", "", "the setting 'Delimiter' is 'é'; it must be one printable character of ASCII, 'tab', or 'auto' to find it by the first line.")]
    [InlineData("x", "x", "", "the setting 'Quote' is 'x', which is the delimiter too.")]
    [InlineData(",", "%", "%", "the setting 'Comment' is '%', which is the quote too.")]
    [InlineData("#", "\"", "#", "the setting 'Comment' is '#', which is the delimiter too.")]
    [InlineData(",", "\u00AB", "", "the setting 'Quote' is '\u00AB'; it must be one printable character of ASCII.")]
    public void Characters_that_no_reader_takes_are_refused(string delimiter, string quote, string comment, string fault) =>
        Assert.Equal([fault], new CsvReadSettings { Path = "a.csv", Delimiter = delimiter, Quote = quote, Comment = comment }.Check());

    [Fact]
    public async Task Names_with_commas_stand_in_backquotes()
    {
        Assert.Equal(["""{"a,b":"1","c":"2"}"""], await JsonOf(new CsvReadSettings { Path = _folder.Write("t", "1,2\n"), Header = false, Columns = "`a,b`, c" }));
        Assert.Equal(
            ["\"a,b\",c", "1,2"],
            await Flow.From(Row.Of(("c", 2), ("a,b", 1))).FormatCsv(new CsvFormatSettings { Columns = "`a,b`, c" }).ResultAsync());
    }

    [Fact]
    public async Task A_record_has_as_many_bytes_as_it_may_and_no_more()
    {
        string Table(int bytes) => $"a,b\n{new string('x', bytes - 2)},y\n1,2\n";

        Assert.Equal(2, (await JsonOf(new CsvReadSettings { Path = _folder.Write("t", Table(100)), MaxRecordLength = 100 })).Count());
        Assert.EndsWith(
            "the record in line 2 is longer than 100 bytes: a quote may be open. Set 'maxRecordLength' higher where records are that long.",
            (await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder.Write("t", Table(101)), MaxRecordLength = 100 }).CauseAsync()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "3 (line 3) has 1 fields but 2 were expected.")]
    [InlineData("a,b\n1,2,3\n", "2 (line 2) has 3 fields but 2 were expected.")]
    [InlineData("a,b\n1,x\"y\n", "a quote inside an unquoted field")]
    [InlineData("a,b\n1,\"xy\n3,4\n", "a quoted field that is never closed")]
    [InlineData("a,b\n1,\"xy\"z\n", "text after the closing quote")]
    public async Task A_record_that_is_not_as_the_rest_fails_the_task(string text, string why)
    {
        string path = _folder.Write("bad.csv", text);
        Exception cause = await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }).CauseAsync();

        Assert.IsType<IOException>(cause);
        Assert.StartsWith($"The file '{path}' cannot be read: ", cause.Message, StringComparison.Ordinal);
        Assert.Contains(why, cause.Message, StringComparison.Ordinal);
        Assert.Contains("'badRows'", cause.Message, StringComparison.Ordinal);
        Assert.IsType<TaskInputException>(await Flow.From(text.Split('\n')).ParseCsv().CauseAsync());
    }

    [Theory]
    [InlineData(BadRows.Skip, new[] { """{"a":"1","b":"2"}""", """{"a":"7","b":"8"}""" })]
    [InlineData(BadRows.Keep, new[] { """{"a":"1","b":"2"}""", """{"a":"3","b":null}""", """{"a":"4","b":"5"}""", """{"a":"6","b":"x\"y"}""", """{"a":"7","b":"8"}""" })]
    public async Task Or_is_left_out_or_kept(BadRows bad, string[] rows)
    {
        const string Text = "a,b\n1,2\n3\n4,5,6\n6,x\"y\n7,8\n";

        Assert.Equal(rows, await JsonOf(new CsvReadSettings { Path = _folder.Write("bad.csv", Text), BadRows = bad }));
        if (bad == BadRows.Skip)
        {
            Assert.Equal(rows, (await Flow.From(Text.Replace("6,x\"y\n", "", StringComparison.Ordinal).Split('\n')).ParseCsv(new CsvParseSettings { BadRows = bad }).ResultAsync()).Select(r => r.ToJson()));
        }
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Or_is_marked(bool fuse, int capacity)
    {
        const string Text = "a,b\n1,2\n3\n4,5,6\n6,x\"y\n\"7\",8\n";
        string[] rows =
        [
            """{"a":"1","b":"2","_error":null,"_record":null}""",
            """{"a":"3","b":null,"_error":"the record in line 3 has 1 cells, and there are 2 columns (a, b)","_record":"3"}""",
            """{"a":"4","b":"5","_error":"the record in line 4 has 3 cells, and there are 2 columns (a, b)","_record":"4,5,6"}""",
            """{"a":"6","b":"x\"y","_error":"the record in line 5 is no record: a quote in a cell without quotes","_record":"6,x\"y"}""",
            """{"a":"7","b":"8","_error":null,"_record":null}""",
        ];

        var marked = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder.Write("bad.csv", Text), BadRows = BadRows.Mark });
        Assert.Equal(rows, (await marked.ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));
        Assert.Equal(2, (await marked.FilterRows(new FilterSettings { Condition = "_error == null" }).ResultAsync(Runs.Mode(fuse, capacity))).Count);

        // Of lines that come one by one a quote may be closed by a later one.
        string lines = Text.Replace("6,x\"y\n", "", StringComparison.Ordinal);
        Assert.Equal(
            [rows[0], rows[1], rows[2], rows[4]],
            (await Flow.From(lines.Split('\n')).ParseCsv(new CsvParseSettings { BadRows = BadRows.Mark }).ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task How_many_are_left_out_is_told_once()
    {
        var log = new TestLog();
        string path = _folder.Write("bad.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n9\n");

        await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, BadRows = BadRows.Skip }).ResultAsync(new RunOptions { Logger = log });
        await Flow.From("a,b", "1", "2", "3,4").ParseCsv(new CsvParseSettings { BadRows = BadRows.Skip }).ResultAsync(new RunOptions { Logger = log });

        Assert.Equal(
            [
                $"'{path}': the record in line 3 is left out (too many or too few cells), and so is each that comes like it.", $"'{path}': 3 records were left out.",
                "'csv.parse': the record in line 2 is left out (too many or too few cells), and so is each that comes like it.", "'csv.parse': 2 records were left out.",
            ],
            log.Lines);
    }

    [Fact]
    public async Task How_many_lines_a_quote_that_is_not_closed_takes_with_it_is_told()
    {
        var log = new TestLog();
        string[] lines = ["a,b", .. Enumerable.Range(1, 1000).Select(i => i == 11 ? "10,\"x10" : $"{i},x{i}")];
        string path = _folder.Write("open.csv", string.Join('\n', lines) + "\n");
        string twice = _folder.Write("twice.csv", "a,b\n1\n2,\"x\n3,x\n4,x");

        await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, BadRows = BadRows.Skip }).ResultAsync(new RunOptions { Logger = log });
        await Flow.From(lines).ParseCsv(new CsvParseSettings { BadRows = BadRows.Skip }).ResultAsync(new RunOptions { Logger = log });
        await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = twice, BadRows = BadRows.Skip }).ResultAsync(new RunOptions { Logger = log });

        Assert.Equal(
            [
                $"'{path}': the record in line 12 is left out (a quote that is not closed; the record has 990 lines), and so is each that comes like it.",
                "'csv.parse': the record in line 12 is left out (a quote that is not closed; the record has 990 lines), and so is each that comes like it.",
                $"'{twice}': the record in line 2 is left out (too many or too few cells), and so is each that comes like it.",
                $"'{twice}': 2 records were left out, which have 4 lines.",
            ],
            log.Lines);
    }

    [Fact]
    public async Task Columns_that_are_set_are_written_in_their_order_with_and_without_rows()
    {
        Flow<Row> rows = Flow.From(Row.Of(("a", 1), ("b", 2)), Row.Of(("b", 3), ("c", 4)));
        var g = new GraphBuilder("write");
        g.WriteCsv(rows, new CsvWriteSettings { Path = _folder["out.csv"], Columns = "b, a" });
        g.WriteCsv(rows.FilterRows(new FilterSettings { Condition = "false" }), new CsvWriteSettings { Path = _folder["none.csv"], Columns = "b, a" });
        await g.ToEndAsync();

        Assert.Equal("b,a\n2,1\n3,\n", _folder.Read("out.csv"));
        Assert.Equal("b,a\n", _folder.Read("none.csv"));
        Assert.Equal(["b,a", "2,1", "3,"], await rows.FormatCsv(new CsvFormatSettings { Columns = "b, a" }).ResultAsync());
        Assert.Equal(["b,a"], await rows.FilterRows(new FilterSettings { Condition = "false" }).FormatCsv(new CsvFormatSettings { Columns = "b, a" }).ResultAsync());
    }

    [Fact]
    public async Task Given_names_must_be_as_many_as_there_are_cells()
    {
        string path = _folder.Write("a.csv", "1,2\n");
        Exception cause = await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, Header = false, Columns = "x" }).CauseAsync();

        Assert.Equal($"The file '{path}' cannot be read: the record in line 1 has 2 cells, and there are 1 columns (x).", cause.Message);
    }

    [Fact]
    public async Task A_record_has_a_limit()
    {
        string path = _folder.Write("a.csv", $"a,b\n1,{new string('x', 5000)}\n");
        Exception cause = await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, MaxRecordLength = 1000 }).CauseAsync();
        string why = $"The file '{path}' cannot be read: the record in line 2 is longer than 1000 bytes: a quote may be open. Set 'maxRecordLength' higher where records are that long.";
        Assert.Equal(why, cause.Message);
        Assert.Equal(why, (await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, MaxRecordLength = 1000, BadRows = BadRows.Skip }).CauseAsync()).Message);

        cause = await Flow.From("a,b", "1,\"x", new string('x', 500), new string('x', 600)).ParseCsv(new CsvParseSettings { MaxRecordLength = 1000 }).CauseAsync();
        Assert.Equal("The record in line 2 has more than 1000 characters up to line 4: a quote may be open. Set 'maxRecordLength' higher where records are that long.", cause.Message);
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        Row[] rows =
        [
            Row.Of(("name", "Ann, B"), ("quote", "a \"b\""), ("lines", "x\ny"), ("none", Cell.Null), ("number", 2.5)),
            Row.Of(("number", 1), ("none", "n"), ("lines", " y "), ("quote", ""), ("name", "ü")),
        ];
        var g = new GraphBuilder("write");
        g.WriteCsv(Flow.From(rows), new CsvWriteSettings { Path = _folder["out.csv"] });
        await g.ToEndAsync();

        Assert.Equal("name,quote,lines,none,number\n\"Ann, B\",\"a \"\"b\"\"\",\"x\ny\",,2.5\nü,, y ,n,1\n", _folder.Read("out.csv"));
        Assert.Equal(
            ["""{"name":"Ann, B","quote":"a \"b\"","lines":"x\ny","none":"","number":"2.5"}""", """{"name":"ü","quote":"","lines":" y ","none":"n","number":"1"}"""],
            await JsonOf(new CsvReadSettings { Path = _folder["out.csv"] }));
        Assert.Equal(["a", "\"\"", "1"], await Flow.From(Row.Of(("a", "")), Row.Of(("a", 1))).FormatCsv().ResultAsync());
        Assert.Equal(["x\ty", "1\t2"], await Flow.From(Row.Of(("x", 1), ("y", 2))).FormatCsv(new CsvFormatSettings { Delimiter = "tab" }).ResultAsync());
        Assert.Equal(["1,2"], await Flow.From(Row.Of(("x", 1), ("y", 2))).FormatCsv(new CsvFormatSettings { Header = false }).ResultAsync());
    }

    [Fact]
    public async Task Behind_rows_that_are_there_no_header_is_written()
    {
        for (int i = 0; i < 2; i++)
        {
            var g = new GraphBuilder("write");
            g.WriteCsv(Flow.From(Row.Of(("a", i))), new CsvWriteSettings { Path = _folder["log.csv"], Append = true });
            await g.ToEndAsync();
        }

        Assert.Equal("a\n0\n1\n", _folder.Read("log.csv"));
    }

    [Theory]
    [InlineData("log.csv")]
    [InlineData("log.csv.gz")]
    public async Task Rows_that_are_appended_have_the_order_of_the_file(string name)
    {
        await Append(name, Row.Of(("a", 1), ("b", 2)));
        await Append(name, Row.Of(("b", 4), ("a", 3)), Row.Of(("a", 5), ("b", 6)), Row.Of(("b", 7)));
        await Append(name, new CsvWriteSettings { Columns = "b, a" }, Row.Of(("b", 9), ("c", 0), ("a", 8)));

        Assert.Equal(
            ["a,b", "1,2", "3,4", "5,6", ",7", "8,9"], await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = _folder[name] }).ResultAsync());
    }

    [Fact]
    public async Task Rows_with_other_columns_than_the_file_are_not_appended()
    {
        string path = _folder.Write("log.csv", "a,b\n1,2");
        foreach ((Row row, string columns, string names) in ((Row, string, string)[])[(Row.Of(("a", 1)), "", "a"), (Row.Of(("c", 1), ("a", 1)), "", "c, a"), (Row.Of(("a", 1), ("b", 1)), "a", "a")])
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => Append("log.csv", new CsvWriteSettings { Columns = columns }, row));
            Assert.Equal(
                $"The columns of the rows are {names}, and those of the file '{path}', behind whose rows they go, are a, b. Write them to a file of their own, or give them its columns, with 'select'.",
                failure.InnerException!.Message);
            Assert.Equal("a,b\n1,2", _folder.Read("log.csv").TrimEnd('\n'));
        }

        // Without a line of names there is nothing to go by.
        await Append("log.csv", new CsvWriteSettings { Header = false }, Row.Of(("c", 3), ("a", 4)));
        Assert.Equal("a,b\n1,2\n3,4\n", _folder.Read("log.csv"));
        Assert.Equal(
            ["'csv.write': the setting 'Append' is set for 'a.br', which is packed by Brotli: nobody would read what stands behind its end. Pack it by gzip, or not at all."],
            Runs.Refusals(() => new GraphBuilder("write").WriteCsv(Flow.From(Row.Of(("a", 1))), new CsvWriteSettings { Path = "a.br", Append = true })));
    }

    [Fact]
    public async Task A_row_with_another_column_is_told_and_leaves_the_file_as_it_was()
    {
        _folder.Write("out.csv", "old");
        var g = new GraphBuilder("write");
        g.WriteCsv(Flow.From(Row.Of(("a", 1)), Row.Of(("b", 1))), new CsvWriteSettings { Path = _folder["out.csv"] });

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());

        Assert.Equal("A row has the column 'b', and the first row, by which the table is written, has not: a. Say before which columns there are, by the setting 'columns' or with 'select'.", failure.InnerException!.Message);
        Assert.Equal("old", _folder.Read("out.csv"));
    }

    [Fact]
    public async Task Random_tables_are_the_same_when_they_were_written_and_read()
    {
        var random = new Random(5);
        string[] pieces = ["a", ",", "\"", "\n", "\r", " ", "ü", ";", "", "1"];
        for (int i = 0; i < 60; i++)
        {
            var columns = Columns.Of([.. Enumerable.Range(0, random.Next(1, 5)).Select(c => $"c{c}")]);
            Row[] rows = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => new Row(columns, [.. columns.Select(_ => new Cell(string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]))))]))];
            var g = new GraphBuilder("write");
            g.WriteCsv(Flow.From(rows), new CsvWriteSettings { Path = _folder["r.csv"] });
            await g.ToEndAsync();

            Assert.Equal(rows.Select(r => r.ToJson()), await JsonOf(new CsvReadSettings { Path = _folder["r.csv"] }));
        }
    }

    private static async Task<IEnumerable<string>> JsonOf(CsvReadSettings settings) => (await CsvTasksPlacing.ReadCsv(settings).ResultAsync()).Select(r => r.ToJson());
}
