namespace Millstream.Stages;

/// <summary>Reads several inlets and makes an item of the latest of each for each that comes, once all have given one; as they come.</summary>
/// <remarks>A busy inlet does not starve the others: after each item it is the next one's turn.</remarks>
internal sealed class LatestReader<T>(HeldInlet[] inlets, Func<T> make) : HeldReader<T>(inlets, make)
{
    private int _turn;

    protected override bool TryCombine()
    {
        while (TryTake())
        {
            if (Array.TrueForAll(Inlets, static inlet => inlet.HasItem))
            {
                return true;
            }
        }

        return false;
    }

    protected override bool CannotGoOn() =>
        Array.TrueForAll(Inlets, static inlet => inlet.IsValue ? inlet.HasItem || HasEnded(inlet) : HasEnded(inlet))
        || Array.Exists(Inlets, static inlet => HasEnded(inlet) && !inlet.HasItem);

    private bool TryTake()
    {
        for (int i = 0; i < Inlets.Length; i++)
        {
            HeldInlet inlet = Inlets[_turn];
            _turn = (_turn + 1) % Inlets.Length;
            if (!inlet.IsValue && inlet.TryRead())
            {
                inlet.Take();
                return true;
            }
        }

        return false;
    }
}
