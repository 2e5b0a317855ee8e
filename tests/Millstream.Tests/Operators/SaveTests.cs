using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Telemetry;
using static Millstream.Fixtures;

namespace Millstream;

public sealed partial class SaveTests
{
    private readonly MemoryStore _store = new();

    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-95")]
    public async Task Items_are_stored_as_they_pass(bool fuse, int capacity)
    {
        IReadOnlyList<int> list = await Flow.Iter(Gen, 4).Save("gen_{index}", _store).Save("again/{iteration_index}", _store).Then(Twice)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 2, 4, 6], list);
        Assert.Equal(
            ["again/0 = 0", "again/1 = 1", "again/2 = 2", "again/3 = 3", "gen_0 = 0", "gen_1 = 1", "gen_2 = 2", "gen_3 = 3"],
            await Stored(_store));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    [Trait("Proves", "FLU-96")]
    public async Task A_save_is_complete_before_the_next_body_begins_with_its_item(bool fuse, int parallelSaves)
    {
        var log = new ConcurrentQueue<string>();
        var slow = new ProbedStore(log, async _ => await Task.Yield());

        await Flow.Iter(Gen, 50).Save("{index}", slow, o => o.Parallel(parallelSaves)).Then(
                x =>
                {
                    log.Enqueue($"body {x}");
                    return x;
                },
                o => o.Parallel(4))
            .RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(Deadline, Token);

        string[] all = [.. log];
        for (int i = 0; i < 50; i++)
        {
            Assert.InRange(Array.IndexOf(all, $"body {i}"), Array.IndexOf(all, $"end {i}") + 1, all.Length);
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-97")]
    public async Task A_store_that_refuses_fails_the_run_and_names_the_key(bool fuse, int capacity)
    {
        var bodies = new ConcurrentQueue<int>();
        int disposed = 0;
        var cause = new IOException("the disk is full");
        var refusing = new ProbedStore(onWrite: key => key == "gen_2" ? Task.FromException(cause) : Task.CompletedTask);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Watched)
            .Save("gen_{index}", refusing)
            .Then(x =>
            {
                bodies.Enqueue(x);
                return x;
            })
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Equal(("save", 2L, 1), (error.TaskName, error.ItemIndex, error.Attempt));
        Assert.Contains("'gen_2'", error.Message, StringComparison.Ordinal);
        ItemNotSavedException notSaved = Assert.IsType<ItemNotSavedException>(error.InnerException);
        Assert.Equal("gen_2", notSaved.Key);
        Assert.Same(cause, notSaved.InnerException);
        Assert.Equal([0, 1], bodies);
        Assert.Equal(1, disposed);

        IEnumerable<int> Watched()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                disposed++;
            }
        }
    }

    [Fact]
    [Trait("Proves", "FLU-98")]
    public async Task A_key_may_name_what_the_generator_was_given()
    {
        static IEnumerable<string> Rows(string path) => [$"{path}:a", $"{path}:b"];

        await Flow.Iter(Rows, "data.csv").Save("{path}/{index:D5}", _store).RunAsync(Token);
        await Flow.Iter((string path) => GenAsync(path), "more.csv").Then(s => s.Length).Save("{path}/{index:X2}", _store).RunAsync(Token);

        Assert.Equal(
            ["data.csv/00000 = \"data.csv:a\"", "data.csv/00001 = \"data.csv:b\"", "more.csv/00 = 8", "more.csv/01 = 8"], await Stored(_store));

        static async IAsyncEnumerable<string> GenAsync(string path)
        {
            await Task.Yield();
            yield return path;
            yield return path;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-99")]
    public async Task What_a_task_made_is_stored_and_goes_on(bool fuse, int capacity)
    {
        IReadOnlyList<int> list = await Flow.Iter(Gen, 3).Then(Twice).Save("out_{index}", _store).Then(Plus10)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([10, 12, 14], list);
        Assert.Equal(["out_0 = 0", "out_1 = 2", "out_2 = 4"], await Stored(_store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-100")]
    public async Task Saves_of_the_items_and_of_the_value_behind_them_are_all_kept(bool fuse, int capacity)
    {
        int total = await Flow.Iter(Gen, 4).Save("raw_{index}", _store).Then(Twice).Save("twice_{index}", _store)
            .Reduce(Add, 0).Save("total", _store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal(12, total);
        Assert.Equal(
            ["raw_0 = 0", "raw_1 = 1", "raw_2 = 2", "raw_3 = 3", "total = 12", "twice_0 = 0", "twice_1 = 2", "twice_2 = 4", "twice_3 = 6"],
            await Stored(_store));
    }

    [Fact]
    [Trait("Proves", "FLU-101")]
    public async Task A_value_stays_in_its_part_of_the_key()
    {
        using var directory = new TempDirectory();
        string root = Path.Combine(directory.Path, "inner", "store");
        var store = new DirectoryStore(root);

        await Flow.Iter((string path) => new[] { path }, "../../evil").Save("out/{path}/{index}", store).RunAsync(Token);

        Assert.Equal(["out/..%2F..%2Fevil/0 = \"../../evil\""], await Stored(store));
        Assert.All(
            Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories), file => Assert.StartsWith(root, file, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Proves", "FLU-102")]
    public async Task Different_values_never_render_alike()
    {
        string?[] values = ["a/b", "a%2Fb", "..", ".", "%2E%2E", "", null, "%empty", "%null", "a\\b", "a%5Cb", "\t", "%09"];

        await Flow.Map(x => x, values).Save("{x}", _store).RunAsync(Token);

        List<string> keys = await _store.ListAsync(cancellationToken: Token).ToListAsync(Token);
        Assert.Equal(values.Length, keys.Count);
        Assert.Superset(new HashSet<string> { "a%2Fb", "a%252Fb", "%2E%2E" }, keys.ToHashSet());
    }

    [Fact]
    [Trait("Proves", "FLU-103")]
    public void A_key_that_every_item_would_have_is_refused()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => Flow.Iter(Gen, 3).Save("rows_{n}", _store));

        Assert.Equal(
            "Key template 'rows_{n}': every item would get the same key. Put '{index}' in it, or a value of the item. "
            + "Valid names are 'index', 'iteration_index', 'n'.",
            error.Message);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-104")]
    public async Task A_key_may_name_what_the_mapped_task_was_given(bool fuse, int capacity)
    {
        IReadOnlyList<int> list = await Flow.Map(Twice, [1, 2, 3]).Save("item_{x}_{index}", _store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([2, 4, 6], list);
        Assert.Equal(["item_1_0 = 2", "item_2_1 = 4", "item_3_2 = 6"], await Stored(_store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task The_nearest_task_with_such_a_parameter_is_meant(bool fuse, int capacity)
    {
        await Flow.From(1, 2).Then(Twice).Then(async (int y) => { await Task.Yield(); return y * 10; }, o => o.Parallel(2)).Then(Plus10)
            .Where(_ => true).Save("{x}-{y}", _store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal(["20-2 = 30", "40-4 = 50"], await Stored(_store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-105")]
    public async Task Two_items_with_one_key_are_a_conflict_unless_allowed(bool fuse, int capacity)
    {
        Flow<int> mapped = Flow.Map(Twice, [1, 1]);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => mapped.Save("r_{x}", _store).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        IReadOnlyList<int> allowed = await mapped.Save("r_{x}", _store, overwrite: true)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        KeyConflictException conflict = Assert.IsType<KeyConflictException>(error.InnerException);
        Assert.Equal(("r_1", "0", "1"), (conflict.Key, conflict.First.ToString(), conflict.Second.ToString()));
        Assert.Contains("items 0 and 1 have the same key 'r_1'", error.Message, StringComparison.Ordinal);
        Assert.Equal([2, 2], allowed);
    }

    [Fact]
    [Trait("Proves", "FLU-106")]
    public async Task Another_run_replaces_what_the_first_one_stored()
    {
        int run = 0;
        Flow<int> saving = Flow.Iter(Gen, 3).Then(x => x + run).Save("k_{index}", _store).Then(Twice).Save("{x}", _store, overwrite: true);

        await saving.RunAsync(Token);
        run = 100;
        await saving.RunAsync(Token);

        Assert.Superset(new HashSet<string> { "k_0 = 100", "k_1 = 101", "k_2 = 102" }, (await Stored(_store)).ToHashSet());
    }

    [Theory]
    [InlineData("a_{}", "the braces at position 2 hold no name")]
    [InlineData("a_{", "the '{' at position 2 is not closed; for the sign itself write '{{'")]
    [InlineData("a_}", "the '}' at position 2 closes nothing; for the sign itself write '}}'")]
    [InlineData("a_{nope}", "there is no value called 'nope'")]
    [InlineData("{index:F2}", "an index cannot be written in the format 'F2'; use D5 or X4, for example")]
    [InlineData("/a/{index}", "the key has an empty part: it begins or ends with '/', or has two in a row")]
    [InlineData("../{index}", "the key has the part '..', which would lead elsewhere")]
    [InlineData("a\\{index}", "the key has the character U+005C, which no key may have; separate its parts by '/'")]
    [Trait("Proves", "FLU-107")]
    public void A_fault_in_a_template_is_told_when_the_flow_is_built(string template, string fault)
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(
            () => Flow.Iter(Gen, 3).Then(Twice).Save(template, _store));

        Assert.Equal($"Key template '{template}': {fault}. Valid names are 'index', 'iteration_index', 'x', 'n'.", error.Message);
    }

    [Fact]
    [Trait("Proves", "FLU-107")]
    public async Task Double_braces_stand_for_themselves()
    {
        await Flow.Iter(Gen, 1).Save("{{x}}_{index}", _store).RunAsync(Token);

        Assert.Equal(["{x}_0 = 0"], await Stored(_store));
    }

    [Fact]
    [Trait("Proves", "FLU-108")]
    public async Task A_save_without_a_store_is_refused_before_anything_runs()
    {
        string[] before = Directory.GetFileSystemEntries(Environment.CurrentDirectory, "*", SearchOption.AllDirectories);
        int started = 0;
        Flow<int> flow = Flow.Iter(() =>
        {
            started++;
            return Gen(3);
        }).Save("{index}");

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(() => flow.RunAsync(Token));
        await flow.RunAsync(new RunOptions { ItemStore = _store }, Token);

        Assert.Contains("'save' saves items, but no store was given", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, started);
        Assert.Equal(["0 = 0", "1 = 1", "2 = 2"], await Stored(_store));
        Assert.Equal(before, Directory.GetFileSystemEntries(Environment.CurrentDirectory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    [Trait("Proves", "FLU-110")]
    public async Task A_record_comes_back_equal_from_JSON_text()
    {
        using var directory = new TempDirectory();
        var store = new DirectoryStore(directory.Path);

        await Flow.From(new Row(1, "Ä \"b\"")).Save("{index}", store).RunAsync(Token);
        await Flow.From(new Row(2, "c")).Save("typed/{index}", store, json: RowJson.Default.Row).RunAsync(Token);
        await Flow.From((1, "tuple")).Save("pair/{index}", store).RunAsync(Token);

        Assert.Equal(new Row(1, "Ä \"b\""), await store.ReadAsync<Row>("0", cancellationToken: Token));
        Assert.Equal(new Row(2, "c"), await store.ReadAsync("typed/0", RowJson.Default.Row, Token));
        Assert.Equal((1, "tuple"), await store.ReadAsync<(int, string)>("pair/0", cancellationToken: Token));
        Assert.Equal("""{"Id":2,"Name":"c"}""", await File.ReadAllTextAsync(Path.Combine(directory.Path, "typed", "0.json"), Token));
    }

    [Fact]
    [Trait("Proves", "FLU-111")]
    public async Task A_save_that_fails_never_repeats_the_body_before_it()
    {
        int calls = 0;
        int writes = 0;
        var refusing = new ProbedStore(onWrite: _ =>
        {
            writes++;
            return Task.FromException(new IOException("no"));
        });

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.From(7).Then(Counted, o => o.Retry(2))
            .Save("k/{index}", refusing, o => o.Retry(1))
            .RunAsync(Token).WaitAsync(Deadline, Token));

        Assert.Contains("'k/0'", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 2, 2), (calls, writes, error.Attempt));

        int Counted(int x)
        {
            calls++;
            return x;
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    public async Task The_event_of_a_save_has_the_item_and_its_key(bool fuse, int parallel)
    {
        await using GraphRun run = Flow.Iter(Gen, 3).Save("k_{index}", _store, o => o.Parallel(parallel)).Then(Twice)
            .Start(new RunOptions { Fuse = fuse, Events = EventDetail.Calls }, Token);
        await run.Completion.WaitAsync(Deadline, Token);

        List<RunEvent> saves = await run.Events(cancellationToken: Token).Where(e => e.Kind == RunEventKind.ItemSaved).ToListAsync(Token);

        Assert.Equal(
            ["save 0 k_0", "save 1 k_1", "save 2 k_2"], saves.OrderBy(e => e.Index).Select(e => $"{e.TaskId} {e.Index} {e.Message}"));
    }

    [Fact]
    public async Task A_save_waits_no_longer_than_its_run()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = new ProbedStore(onWrite: _ =>
        {
            entered.TrySetResult();
            return new TaskCompletionSource().Task;
        });
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<int>> running = Flow.Iter(Gen, 3).Save("{index}", stuck).RunAsync(cancel.Token);
        await entered.Task.WaitAsync(Deadline, Token);

        await cancel.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Deadline, Token));
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Nothing_is_stored_of_an_empty_flow_and_null_is_stored_as_null()
    {
        await Flow.Iter(Gen, 0).Save("a{index}", _store).RunAsync(Token);
        await Flow.From<string?>(null, "a").Save("b{index}", _store).RunAsync(Token);

        Assert.Equal(["b0 = null", "b1 = \"a\""], await Stored(_store));
    }

    private sealed record Row(int Id, string Name);

    [JsonSerializable(typeof(Row))]
    private sealed partial class RowJson : JsonSerializerContext;
}
