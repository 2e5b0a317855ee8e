using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Millstream.Durability;

/// <summary>Keeps items under keys, as JSON text.</summary>
/// <remarks>
/// <para>
/// A write is whole or absent: who reads a key finds what some write gave, all of it, or nothing; a write that failed or was cancelled leaves what was there before.
/// When a write has completed, reads find it. Writing a key again replaces what it had. Whether a completed write outlives the process, or a loss of power, each store says.
/// </para>
/// <para>
/// A key is a relative path with '/', for example <c>rows/00017</c>, compared ordinally: case matters. None of its parts is empty, "." or ".."; '\' and control characters are refused.
/// </para>
/// <para>Thread-safe. Of two writes of one key at the same time either may be the last.</para>
/// </remarks>
public abstract class ItemStore
{
    /// <summary>Makes a store.</summary>
    /// <param name="json">
    /// How items are written and read; properties in camel case, fields too, unless given. A trimmed or natively compiled application gives options with a source-generated
    /// resolver, or a <see cref="JsonTypeInfo{T}"/> with each call.
    /// </param>
    protected ItemStore(JsonSerializerOptions? json = null) => Json = json ?? CamelCaseJson.Options;

    /// <summary>Gets how items are written and read where nothing else is said: properties in camel case, fields too.</summary>
    public static JsonSerializerOptions DefaultJson => CamelCaseJson.Options;

    /// <summary>Gets how items are written and read.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>Writes an item.</summary>
    /// <param name="key">Under which key.</param>
    /// <param name="item">The item; <see langword="null"/> is one too.</param>
    /// <param name="json">How to write it; as <see cref="Json"/> says unless given.</param>
    /// <param name="cancellationToken">Gives the write up. The key then has what it had before, or, when the token came too late, the item.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is no key.</exception>
    public async ValueTask WriteAsync<T>(
        string key, T item, JsonTypeInfo<T>? json = null, CancellationToken cancellationToken = default)
    {
        StoreKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();

        // Whole before the first byte is stored: an item that cannot be written as JSON leaves no trace.
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(item, json ?? TypeInfo<T>());
        await WriteCoreAsync(key, content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an item.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="json">How to read it; as <see cref="Json"/> says unless given.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is no key.</exception>
    /// <exception cref="KeyNotFoundException">The store has no such key.</exception>
    /// <exception cref="JsonException">What is stored is no such item.</exception>
    public async ValueTask<T?> ReadAsync<T>(
        string key, JsonTypeInfo<T>? json = null, CancellationToken cancellationToken = default)
    {
        StoreKey.Check(key);
        ReadOnlyMemory<byte> content = await ReadCoreAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"The store has no key '{key}'.");
        return JsonSerializer.Deserialize(content.Span, json ?? TypeInfo<T>());
    }

    /// <summary>Says whether the store has a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives the look-up up.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is no key.</exception>
    public ValueTask<bool> ExistsAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreKey.Check(key);
        return ExistsCoreAsync(key, cancellationToken);
    }

    /// <summary>Lists the keys, in no order; what is written meanwhile may be among them or not.</summary>
    /// <param name="prefix">What the keys begin with; any unless given.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<string> ListAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <summary>Does what <see cref="WriteAsync"/> promises, for a checked key. The content may be kept only until the task ends.</summary>
    protected abstract ValueTask WriteCoreAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Gives what is stored under a checked key, or null.</summary>
    protected abstract ValueTask<ReadOnlyMemory<byte>?> ReadCoreAsync(string key, CancellationToken cancellationToken);

    /// <summary>Says whether there is something under a checked key.</summary>
    protected abstract ValueTask<bool> ExistsCoreAsync(string key, CancellationToken cancellationToken);

    /// <summary>Lists the keys that begin with <paramref name="prefix"/>.</summary>
    protected abstract IAsyncEnumerable<string> ListCoreAsync(string prefix, CancellationToken cancellationToken);

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    private static class CamelCaseJson
    {
        public static JsonSerializerOptions Options { get; } = Make();

        [UnconditionalSuppressMessage(
            "Trimming", "IL2026", Justification = "Trimmed applications have reflection for JSON switched off; the branch is gone there.")]
        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
        private static JsonSerializerOptions Make()
        {
            // Tuples are items like any other, and their parts are fields: without them (1, "a") would be stored as {}.
            var options = new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                IncludeFields = true,
                NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            };
            if (JsonSerializer.IsReflectionEnabledByDefault)
            {
                options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
            }

            return options;
        }
    }
}
