namespace Millstream.Stages;

/// <summary>Reads an inlet, and makes another item of each: the engine's own code, that does not fail.</summary>
internal sealed class MapReader<T, TResult>(InletReader<T> inlet, Func<T, TResult> map) : ReaderOver<T, TResult>(inlet)
{
    private TResult[] _span = [];

    public override ReadOnlySpan<TResult> Read(int max)
    {
        ReadOnlySpan<T> items = Inner.Read(max);
        if (_span.Length < items.Length)
        {
            _span = new TResult[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _span[i] = map(items[i]);
        }

        Position += items.Length;
        return _span.AsSpan(0, items.Length);
    }
}
