namespace Millstream.Stages;

/// <summary>Reads an inlet, and makes another item of each: the engine's own code, that does not fail.</summary>
internal sealed class MapReader<T, TResult>(InletReader<T> inlet, Func<T, TResult> map) : InletReader<TResult>
{
    private TResult[] _span = [];

    public override bool IsSource => inlet.IsSource;

    public override bool IsEnded => inlet.IsEnded;

    public override Exception? Fault => inlet.Fault;

    public override int Hand => inlet.Hand;

    public override int LongestHand => inlet.LongestHand;

    public override int Fill() => inlet.Fill();

    public override ReadOnlySpan<TResult> Read(int max)
    {
        ReadOnlySpan<T> items = inlet.Read(max);
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

    public override void GiveBack(int items)
    {
        Position -= items;
        inlet.GiveBack(items);
    }

    public override void Leave() => inlet.Leave();

    public override void Abandon() => inlet.Abandon();
}
