namespace Millstream.Stages;

/// <summary>A reader that reads one other: what it does not say otherwise is as with that one, item for item.</summary>
/// <param name="inner">The other.</param>
internal abstract class ReaderOver<TInner, T>(InletReader<TInner> inner) : InletReader<T>
{
    public override bool IsSource => inner.IsSource;

    public override bool IsEnded => inner.IsEnded;

    public override Exception? Fault => inner.Fault;

    public override int Hand => inner.Hand;

    public override int LongestHand => inner.LongestHand;

    protected InletReader<TInner> Inner => inner;

    public override int Fill() => inner.Fill();

    public override void GiveBack(int items)
    {
        Position -= items;
        inner.GiveBack(items);
    }

    public override void OnPause(Action<bool> changed) => inner.OnPause(changed);

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();
}
