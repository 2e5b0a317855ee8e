namespace Millstream.Durability;

/// <summary>What every store promises.</summary>
public abstract class ItemStoreSpecification : IDisposable
{
    private static readonly int[] Pair = [1, 2];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ItemStore Store { get; }

    [Fact]
    public async Task What_was_written_is_read_found_and_listed()
    {
        await Store.WriteAsync("rows/17", Pair, cancellationToken: Token);
        await Store.WriteAsync("rows/18", "second", cancellationToken: Token);
        await Store.WriteAsync("Other", true, cancellationToken: Token);
        await Store.WriteAsync("rows/18", "again", cancellationToken: Token);

        Assert.Equal<IEnumerable<int>?>(Pair, await Store.ReadAsync<int[]>("rows/17", cancellationToken: Token));
        Assert.Equal("again", await Store.ReadAsync<string>("rows/18", cancellationToken: Token));
        Assert.True(await Store.ExistsAsync("Other", Token));
        Assert.False(await Store.ExistsAsync("other", Token));
        Assert.Equal(["rows/17", "rows/18"], (await Store.ListAsync("rows/", Token).ToListAsync(Token)).Order(StringComparer.Ordinal));
        Assert.Equal(3, await Store.ListAsync(cancellationToken: Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named()
    {
        KeyNotFoundException error = await Assert.ThrowsAsync<KeyNotFoundException>(
            async () => await Store.ReadAsync<int>("a/b", cancellationToken: Token));

        Assert.Equal("The store has no key 'a/b'.", error.Message);
        Assert.Empty(await Store.ListAsync(cancellationToken: Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public async Task What_is_no_key_is_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.WriteAsync(key, 1, cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadAsync<int>(key, cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ExistsAsync(key, Token));
    }

    [Fact]
    public async Task Keys_that_differ_never_meet()
    {
        string[] keys =
        [
            "a", "A", "!a", "!!a", "a/b", "a/B", "A/b", "a.json/b", "a.JSON/b", "a.json", "con", "CON", "con.x", "nul/x", "x.", "x", "x ", "x. ",
            "é", "e\u0301", "É", "ß", "SS", "ss", "İ", "i", "\u212a", "K", "k", "a:b", "a*b", "!0003a", "a%2Fb", "a%2fb", "~tmp", "a.tmp", "\ud800",
        ];

        foreach (string key in keys)
        {
            await Store.WriteAsync(key, key.Select(c => (int)c).ToArray(), cancellationToken: Token);
        }

        foreach (string key in keys)
        {
            Assert.Equal(key.Select(c => (int)c), await Store.ReadAsync<int[]>(key, cancellationToken: Token));
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await Store.ListAsync(cancellationToken: Token).ToListAsync(Token)).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Proves", "FLU-109")]
    public async Task An_item_that_cannot_be_written_leaves_the_key_as_it_was()
    {
        await Store.WriteAsync("old", 1, cancellationToken: Token);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Store.WriteAsync("new", new Torn(), cancellationToken: Token));
        await Assert.ThrowsAnyAsync<Exception>(async () => await Store.WriteAsync("old", new Torn(), cancellationToken: Token));

        Assert.Equal(["old"], await Store.ListAsync(cancellationToken: Token).ToListAsync(Token));
        Assert.Equal(1, await Store.ReadAsync<int>("old", cancellationToken: Token));
    }

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool isDisposing)
    {
    }

    private sealed class Torn
    {
        public int[] First { get; } = [.. Enumerable.Range(0, 10_000)];

        public int Second => First.Length > 0 ? throw new InvalidOperationException("half way") : 0;
    }
}

public sealed class MemoryStoreTests : ItemStoreSpecification
{
    protected override ItemStore Store { get; } = new MemoryStore();
}

public sealed class DirectoryStoreTests : ItemStoreSpecification
{
    private readonly TempDirectory _directory = new();
    private readonly DirectoryStore _store;

    public DirectoryStoreTests() => _store = new DirectoryStore(_directory.Path, flushToDisk: true);

    protected override ItemStore Store => _store;

    [Fact]
    [Trait("Proves", "FLU-109")]
    public async Task A_file_that_fails_half_way_is_no_key()
    {
        var tearing = new DirectoryStore(_directory.Path, json: null, flushToDisk: false, path => new TearingStream(File.Create(path)));
        await _store.WriteAsync("b", "whole", cancellationToken: Token);

        await Assert.ThrowsAsync<IOException>(async () => await tearing.WriteAsync("a", new string('x', 1000), cancellationToken: Token));
        await Assert.ThrowsAsync<IOException>(async () => await tearing.WriteAsync("b", new string('x', 1000), cancellationToken: Token));

        Assert.Equal(["b"], await _store.ListAsync(cancellationToken: Token).ToListAsync(Token));
        Assert.Equal("whole", await _store.ReadAsync<string>("b", cancellationToken: Token));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task What_a_killed_process_left_and_foreign_files_are_no_keys()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "a.json.0f.tmp"), "{", Token);
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "Readme.json"), "{}", Token);
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "odd!.json"), "{}", Token);

        Assert.Empty(await _store.ListAsync(cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task File_names_are_the_keys_where_they_can_be()
    {
        await _store.WriteAsync("rows/17", 1, cancellationToken: Token);
        await _store.WriteAsync("Rows/a:b", 1, cancellationToken: Token);

        Assert.True(File.Exists(Path.Combine(_directory.Path, "rows", "17.json")));
        Assert.True(File.Exists(Path.Combine(_directory.Path, "!rows", "a!0003ab.json")));
    }

    [Fact]
    public async Task File_names_differ_also_where_case_and_Unicode_forms_do_not_count()
    {
        string[] keys = ["a", "A", "é", "e\u0301", "É", "ß", "ẞ", "SS", "ss", "İ", "i", "\u212a", "k", "ſ", "s", "CON", "con", "x", "x."];
        foreach (string key in keys)
        {
            await _store.WriteAsync(key, key, cancellationToken: Token);
        }

        IEnumerable<string> names = Directory.GetFiles(_directory.Path).Select(f => Path.GetFileName(f).ToUpperInvariant());

        Assert.Equal(keys.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.DoesNotContain(name, c => !char.IsAscii(c)));
    }

    [Fact]
    public async Task A_part_of_a_key_that_is_too_long_for_a_file_name_is_refused()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await _store.WriteAsync(new string('a', 201), 1, cancellationToken: Token));

        Assert.Contains("makes a file name of 201 characters; a directory store takes 200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writers_and_readers_of_one_key_at_the_same_time_see_whole_items()
    {
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 20_000))];
        await _store.WriteAsync("k", texts[0], cancellationToken: Token);

        await Parallel.ForAsync(0, 64, Token, async (i, token) =>
        {
            await _store.WriteAsync("k", texts[i % 8], cancellationToken: token);
            Assert.Contains(await _store.ReadAsync<string>("k", cancellationToken: token), texts);
        });
    }

    protected override void Dispose(bool isDisposing)
    {
        _directory.Dispose();
        base.Dispose(isDisposing);
    }

    private sealed class TearingStream(FileStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get; set; }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count / 2);
            throw new IOException("torn");
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
