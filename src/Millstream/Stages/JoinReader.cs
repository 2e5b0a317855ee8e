namespace Millstream.Stages;

/// <summary>Reads an edge from another run: for this one it is a source, which ends when the run is drained.</summary>
internal sealed class JoinReader<T>(StageScope stage, InletReader<T> inlet) : ReaderOver<T, T>(inlet)
{
    public override bool IsSource => true;

    public override bool IsEnded => stage.IsDraining || Inner.IsEnded;

    public override int Fill() => stage.IsDraining ? 0 : Inner.Fill();

    public override ReadOnlySpan<T> Read(int max)
    {
        if (stage.IsDraining)
        {
            Inner.Leave();
            return default;
        }

        ReadOnlySpan<T> items = Inner.Read(max);
        Position += items.Length;
        return items;
    }
}
