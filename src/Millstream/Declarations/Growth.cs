using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

/// <summary>How the pieces that a call gives become its value. For the code that the generator writes, and for descriptors written by hand.</summary>
/// <remarks>Immutable; two of the same kind and the same functions are equal.</remarks>
public abstract record Growth
{
    private protected Growth(OutletMode mode) => Mode = mode;

    /// <summary>Gets what the pieces are to the value.</summary>
    public OutletMode Mode { get; }

    /// <summary>Gets the growth of a text, piece behind piece.</summary>
    public static Growth<string> Text { get; } = new TextGrowth();

    /// <summary>Makes the growth of a value of which each piece replaces the one before.</summary>
    /// <param name="mode"><see cref="OutletMode.Replace"/>, or <see cref="OutletMode.Update"/> of a single object.</param>
    public static Growth<T> Latest<T>(OutletMode mode = OutletMode.Replace) => new LatestGrowth<T>(mode);

    /// <summary>Makes the growth of an array or list whose pieces are arrays or lists of elements.</summary>
    /// <param name="mode"><see cref="OutletMode.Append"/>: elements go behind those before; <see cref="OutletMode.Update"/>: an element replaces the one with its id.</param>
    /// <param name="whole">Makes the value of all elements.</param>
    /// <param name="id">Gives the id of an element, null for none; not needed to append.</param>
    public static Growth<T> List<T, TElement>(OutletMode mode, Func<TElement[], T> whole, Func<TElement, object?>? id = null)
        where T : class, IEnumerable<TElement>
    {
        ArgumentNullException.ThrowIfNull(whole);
        return new ListGrowth<T, TElement>(mode, whole, mode == OutletMode.Update ? id : null);
    }

    /// <summary>Gives the port of the pieces.</summary>
    internal abstract Port PortOf(string name);

    /// <summary>Makes the task that makes whole values of pieces.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="endsWithStream">Whether the end of the pieces is the end of the value: the task is called once.</param>
    internal abstract TaskBody Whole(string name, bool endsWithStream);

    /// <summary>Makes what gathers the pieces of an outlet where whole values are to leave by it.</summary>
    internal abstract SpanSink WholeSink(StageWiring wiring, int outlet, bool endsWithStream);

    private sealed record TextGrowth() : Growth<string>(OutletMode.Append)
    {
        internal override GrowingValue<string> Begin() => new GrowingText();
    }

    private sealed record LatestGrowth<T>(OutletMode Of) : Growth<T>(Of)
    {
        internal override GrowingValue<T> Begin() => new LatestPiece<T>();
    }

    private sealed record ListGrowth<T, TElement>(OutletMode Of, Func<TElement[], T> ToWhole, Func<TElement, object?>? Id) : Growth<T>(Of)
        where T : class, IEnumerable<TElement>
    {
        internal override GrowingValue<T> Begin() => new GrowingList<T, TElement>(ToWhole, Id);
    }
}

/// <inheritdoc/>
/// <typeparam name="T">The type of a piece, and of the value.</typeparam>
public abstract record Growth<T> : Growth
{
    private protected Growth(OutletMode mode)
        : base(mode)
    {
    }

    internal override Port PortOf(string name) => Port.Of<Piece<T>>(name);

    internal override TaskBody Whole(string name, bool endsWithStream) => new WholeTask<T>(name, this, endsWithStream);

    internal override SpanSink WholeSink(StageWiring wiring, int outlet, bool endsWithStream) => new WholeStep<T>(
        wiring.Task.MakeTail(),
        Begin(),
        endsWithStream,
        () => $"{wiring.Task.Node.Id}.{wiring.Task.Node.Task.Outlets[outlet].Name}",
        wiring.Outlet<T>(outlet));

    /// <summary>Makes what gathers the pieces of one run.</summary>
    internal abstract GrowingValue<T> Begin();
}
