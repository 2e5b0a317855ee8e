using System.Threading.Channels;

namespace Millstream.Generators;

/// <summary>What a run has given so far, one after the other.</summary>
internal sealed class Seen<T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    public bool IsEmpty => !_items.Reader.TryPeek(out _);

    public void Add(T item) => _items.Writer.TryWrite(item);

    public async Task<T> NextAsync() => await _items.Reader.ReadAsync().AsTask().WaitAsync(Runs.Deadline);
}
