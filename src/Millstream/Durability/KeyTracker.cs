using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Millstream.Durability;

/// <summary>Remembers under which keys one save of one run has stored, for templates that alone do not keep the keys apart.</summary>
/// <remarks>
/// Exact, so it cannot be small for any number of keys: it keeps 128 bits of each key's SHA-256 and the item's index, some 50 bytes, and refuses to go on at
/// <see cref="Limit"/> keys rather than to miss a conflict. <c>_gate</c> guards the dictionary.
/// </remarks>
internal sealed class KeyTracker
{
    public const int Limit = 500_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, ItemIndex> _seen = [];

    /// <summary>Remembers a key.</summary>
    /// <exception cref="KeyConflictException">Another item has it.</exception>
    public void Add(string key, ItemIndex index)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        UInt128 id = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        ItemIndex own = index.Forget();
        lock (_gate)
        {
            if (_seen.Count == Limit && !_seen.ContainsKey(id))
            {
                throw new InvalidOperationException(
                    $"More than {Limit} keys without '{{index}}' in the key template: whether two are the same can no longer be told. Put '{{index}}' in it, "
                    + "or give up on telling with 'overwrite: true'.");
            }

            if (!_seen.TryAdd(id, own) && _seen[id] != own)
            {
                throw new KeyConflictException(key, _seen[id], own);
            }
        }
    }
}
