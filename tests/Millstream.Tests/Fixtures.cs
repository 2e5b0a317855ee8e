using System.Collections.Concurrent;
using Millstream.Durability;

namespace Millstream;

/// <summary>The small methods that the acceptance pages write their lines with.</summary>
internal static class Fixtures
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Fused and not, with an edge of one item, of a few, and of many.</summary>
    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    public static RunOptions Mode(bool fuse, int capacity) => new() { Fuse = fuse, Capacity = capacity };

    public static IEnumerable<int> Gen(int n)
    {
        for (int i = 0; i < n; i++)
        {
            yield return i;
        }
    }

    public static int Twice(int x) => 2 * x;

    public static int Thrice(int x) => 3 * x;

    public static int Plus10(int x) => x + 10;

    public static int Inc(int x) => x + 1;

    public static int Scale(int x, int factor) => x * factor;

    public static int Add(int acc, int x) => acc + x;

    public static string Cat(string acc, int x) => acc.Length == 0 ? $"{x}" : $"{acc},{x}";

    public static int SumOf(IReadOnlyList<int> list) => list.Sum();

    public static List<int> Append(List<int> list, int x)
    {
        list.Add(x);
        return list;
    }

    /// <summary>What a store has: key and JSON text, in the order of the keys.</summary>
    public static async Task<string[]> Stored(ItemStore store)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (string key in store.ListAsync())
        {
            all.Add(key, (await store.ReadAsync<System.Text.Json.JsonElement>(key)).GetRawText());
        }

        return [.. all.Select(pair => $"{pair.Key} = {pair.Value}")];
    }
}

/// <summary>A store that tells what is written, and may refuse or be slow.</summary>
internal sealed class ProbedStore(ConcurrentQueue<string>? log = null, Func<string, Task>? onWrite = null) : ItemStore
{
    private readonly MemoryStore _items = new();

    protected override async ValueTask WriteCoreAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        log?.Enqueue($"begin {key}");
        if (onWrite is not null)
        {
            await onWrite(key).WaitAsync(cancellationToken);
        }

        await _items.WriteAsync(key, System.Text.Json.JsonDocument.Parse(content).RootElement, cancellationToken: cancellationToken);
        log?.Enqueue($"end {key}");
    }

    protected override async ValueTask<ReadOnlyMemory<byte>?> ReadCoreAsync(string key, CancellationToken cancellationToken) =>
        await _items.ExistsAsync(key, cancellationToken)
            ? System.Text.Encoding.UTF8.GetBytes(
                (await _items.ReadAsync<System.Text.Json.JsonElement>(key, cancellationToken: cancellationToken)).GetRawText())
            : null;

    protected override ValueTask<bool> ExistsCoreAsync(string key, CancellationToken cancellationToken) =>
        _items.ExistsAsync(key, cancellationToken);

    protected override IAsyncEnumerable<string> ListCoreAsync(string prefix, CancellationToken cancellationToken) =>
        _items.ListAsync(prefix, cancellationToken);
}

/// <summary>A directory for one test, gone with it.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("millstream-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
