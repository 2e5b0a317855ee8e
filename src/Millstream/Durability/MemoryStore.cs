using System.Collections.Concurrent;
using System.Text.Json;

namespace Millstream.Durability;

/// <summary>Keeps items in memory, as JSON text: for tests, and for what need not outlive the process.</summary>
/// <remarks>Grows with what is stored: nothing is ever forgotten.</remarks>
public sealed class MemoryStore : ItemStore
{
    private readonly ConcurrentDictionary<string, byte[]> _items = new(StringComparer.Ordinal);

    /// <inheritdoc cref="ItemStore(JsonSerializerOptions)"/>
    public MemoryStore(JsonSerializerOptions? json = null)
        : base(json)
    {
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _items[key] = content.ToArray();
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask<ReadOnlyMemory<byte>?> ReadCoreAsync(string key, CancellationToken cancellationToken) =>
        new(_items.TryGetValue(key, out byte[]? content) ? new ReadOnlyMemory<byte>(content) : default(ReadOnlyMemory<byte>?));

    /// <inheritdoc/>
    protected override ValueTask<bool> ExistsCoreAsync(string key, CancellationToken cancellationToken) => new(_items.ContainsKey(key));

    /// <inheritdoc/>
    protected override IAsyncEnumerable<string> ListCoreAsync(string prefix, CancellationToken cancellationToken) =>
        _items.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToAsyncEnumerable();
}
