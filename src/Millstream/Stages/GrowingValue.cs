using System.Runtime.CompilerServices;
using System.Text;

namespace Millstream.Stages;

/// <summary>A value while its pieces come. Not thread-safe: who gathers the pieces lets others look under a lock.</summary>
internal abstract class GrowingValue<T>
{
    /// <summary>Gets about how many bytes have been gathered.</summary>
    public virtual long Bytes => 0;

    public abstract void Add(T piece);

    /// <summary>Gives the value as it is now, apart from what goes on growing.</summary>
    public abstract T Now();

    /// <summary>Begins anew.</summary>
    public abstract void Clear();
}

/// <summary>A text that is written.</summary>
internal sealed class GrowingText : GrowingValue<string>
{
    private readonly StringBuilder _text = new();

    public override long Bytes => 2L * _text.Length;

    public override void Add(string piece) => _text.Append(piece);

    public override string Now() => _text.ToString();

    public override void Clear() => _text.Clear();
}

/// <summary>A value that its last piece is.</summary>
internal sealed class LatestPiece<T> : GrowingValue<T>
{
    private T _piece = default!;

    public override void Add(T piece) => _piece = piece;

    public override T Now() => _piece;

    public override void Clear() => _piece = default!;
}

/// <summary>A list of the elements of its pieces; one with an id takes the place of the one before that had it.</summary>
internal sealed class GrowingList<T, TElement>(Func<TElement[], T> whole, Func<TElement, object?>? id) : GrowingValue<T>
    where T : class, IEnumerable<TElement>
{
    /// <summary>What a reference counts, as everywhere in the engine.</summary>
    private const int BytesOfReference = 64;

    private readonly List<TElement> _elements = [];
    private readonly Dictionary<object, int> _places = [];

    public override long Bytes => (long)_elements.Count
        * (RuntimeHelpers.IsReferenceOrContainsReferences<TElement>() ? BytesOfReference : Unsafe.SizeOf<TElement>());

    public override void Add(T piece)
    {
        if (piece is null)
        {
            // Nothing goes behind what is there.
        }
        else if (id is null)
        {
            _elements.AddRange(piece);
        }
        else
        {
            foreach (TElement element in piece)
            {
                Put(element, id(element));
            }
        }
    }

    public override T Now() => whole([.. _elements]);

    private void Put(TElement element, object? key)
    {
        if (key is null || _places.TryAdd(key, _elements.Count))
        {
            _elements.Add(element);
        }
        else
        {
            _elements[_places[key]] = element;
        }
    }

    public override void Clear()
    {
        _elements.Clear();
        _places.Clear();
    }
}
