namespace Millstream.Stages;

/// <summary>Reads an edge from another run: for this one it is a source, which ends when the run is drained.</summary>
internal sealed class JoinReader<T>(StageScope stage, InletReader<T> inlet) : InletReader<T>
{
    public override bool IsSource => true;

    public override bool IsEnded => stage.IsDraining || inlet.IsEnded;

    public override Exception? Fault => inlet.Fault;

    public override int Hand => inlet.Hand;

    public override int LongestHand => inlet.LongestHand;

    public override int Fill() => stage.IsDraining ? 0 : inlet.Fill();

    public override ReadOnlySpan<T> Read(int max)
    {
        if (stage.IsDraining)
        {
            inlet.Leave();
            return default;
        }

        ReadOnlySpan<T> items = inlet.Read(max);
        Position += items.Length;
        return items;
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        inlet.GiveBack(items);
    }

    public override void Leave() => inlet.Leave();

    public override void Abandon() => inlet.Abandon();
}
