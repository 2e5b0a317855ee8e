namespace Millstream;

/// <summary>A buffer of the user's own behind one edge of one run.</summary>
/// <remarks>
/// The edge calls it under its lock, one call at a time: it needs no lock of its own, must not block, and must not call back into the run. What it throws fails the run and names the edge.
/// </remarks>
public abstract class EdgeBuffer<T>
{
    /// <summary>Gets how many items are kept now.</summary>
    public abstract int Count { get; }

    /// <summary>Keeps an item. Called only while <see cref="Count"/> is below the edge's capacity.</summary>
    public abstract void Put(T item);

    /// <summary>Gives back the next item and forgets it. Called only while <see cref="Count"/> is above 0.</summary>
    public abstract T Take();
}
