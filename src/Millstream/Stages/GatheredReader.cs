namespace Millstream.Stages;

/// <summary>Reads several inlets one after the other, as <see cref="ConcatReader{T}"/>, and takes from all of them meanwhile: none holds its producer back.</summary>
/// <param name="inlets">Inlets that keep what they have taken (<see cref="WholeReader{T}"/>, <see cref="LastReader{T}"/>).</param>
internal sealed class GatheredReader<T>(InletReader<T>[] inlets) : InletReader<T>
{
    private readonly ConcatReader<T> _all = new(inlets);

    public override bool IsEnded => _all.IsEnded;

    public override Exception? Fault => _all.Fault;

    public override int Hand => _all.Hand;

    public override int Fill()
    {
        foreach (InletReader<T> inlet in inlets)
        {
            inlet.Fill();
        }

        return _all.Fill();
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<T> items = Fill() > 0 ? _all.Read(max) : default;
        Position += items.Length;
        return items;
    }

    public override void Leave() => _all.Leave();

    public override void Abandon() => _all.Abandon();
}
