namespace Millstream.Stages;

/// <summary>Reads one inlet, and fails when after an item no other comes for too long. The time that the task takes does not count.</summary>
/// <param name="inlet">The inlet.</param>
/// <param name="name">What users call it.</param>
/// <param name="limit">How long is too long.</param>
/// <param name="watch">Wakes the task then.</param>
internal sealed class IdleReader<T>(InletReader<T> inlet, string name, TimeSpan limit, StallWatch watch) : ReaderOver<T, T>(inlet)
{
    public override int Fill()
    {
        int count = Inner.Fill();
        Look(count > 0);
        return count;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<T> items = Inner.Read(max);
        Position += items.Length;
        Look(!items.IsEmpty);
        return items;
    }

    public override void Leave()
    {
        watch.Dispose();
        base.Leave();
    }

    public override void Abandon()
    {
        watch.Dispose();
        base.Abandon();
    }

    private void Look(bool isThere)
    {
        if (isThere || IsEnded)
        {
            watch.Reset();
        }
        else if (Position > 0 && watch.IsOver())
        {
            throw new TimeoutException($"No item came to '{name}' for {limit.TotalMilliseconds:0.###} ms, after item {Position - 1}.");
        }
    }
}
