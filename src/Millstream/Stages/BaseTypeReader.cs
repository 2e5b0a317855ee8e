using Millstream.Graphs;

namespace Millstream.Stages;

/// <summary>Reads items of a type as items of its base type or interface, of one that may be null, or as wider numbers.</summary>
/// <remarks>The graph has seen that every <typeparamref name="T"/> fits <typeparamref name="TBase"/>; which types they are is known at run time only.</remarks>
internal sealed class BaseTypeReader<T, TBase>(InletReader<T> inlet) : InletReader<TBase>
{
    private readonly Func<T, TBase> _convert = ItemTypes.Conversion<T, TBase>();
    private TBase[] _span = [];

    public override bool IsSource => inlet.IsSource;

    public override bool IsEnded => inlet.IsEnded;

    public override Exception? Fault => inlet.Fault;

    public override int Hand => inlet.Hand;

    public override int LongestHand => inlet.LongestHand;

    public override int Fill() => inlet.Fill();

    public override ReadOnlySpan<TBase> Read(int max)
    {
        ReadOnlySpan<T> items = inlet.Read(max);
        if (_span.Length < items.Length)
        {
            _span = new TBase[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _span[i] = _convert(items[i]);
        }

        Position += items.Length;
        return _span.AsSpan(0, items.Length);
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        inlet.GiveBack(items);
    }

    public override void Abandon() => inlet.Abandon();

    public override void Leave() => inlet.Leave();
}
