namespace Millstream.Benchmarks.Peers;

/// <summary>What a hand-written pipeline does to its items. Static and on a struct, so that the JIT puts it into the
/// peers' loops as if it had been typed there: no peer pays for a delegate that its author would not have
/// written.</summary>
internal interface IWork<T>
{
    static abstract T Item(long index);

    static abstract T Step(T item);

    static abstract long Value(T item);
}
