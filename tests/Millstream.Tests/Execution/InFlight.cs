namespace Millstream.Execution;

/// <summary>Counts the items between a source and a fold, now and at the most.</summary>
internal sealed class InFlight
{
    private int _yielded;
    private int _folded;
    private int _most;

    public int Yielded => Volatile.Read(ref _yielded);

    public int Folded => Volatile.Read(ref _folded);

    public int Now => Yielded - Folded;

    public int Most => Volatile.Read(ref _most);

    public IEnumerable<int> Source(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int now = Interlocked.Increment(ref _yielded) - Folded;
            int most;
            while (now > (most = Most) && Interlocked.CompareExchange(ref _most, now, most) != most)
            {
                // Somebody else has counted meanwhile.
            }

            yield return i;
        }
    }

    public long Fold(long sum, int item)
    {
        Interlocked.Increment(ref _folded);
        return sum + item;
    }
}
