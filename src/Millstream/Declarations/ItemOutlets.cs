using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>The outlets that the items of a task go to: one, or one for each part of a tuple.</summary>
/// <typeparam name="T">The type of an item.</typeparam>
public sealed class ItemOutlets<T>
{
    private readonly OutletPart<T>[] _parts;

    internal ItemOutlets(OutletPart<T>[] parts) => _parts = parts;

    internal IEnumerable<Port> Ports => _parts.Length == 0 ? [Port.Of<T>(ItemOutlets.DefaultName)] : _parts.Select(p => p.Port);

    /// <summary>Gives the task with these outlets in place of its own one.</summary>
    internal TaskBody Of(TaskBody task) => _parts.Length == 0 ? task : new SplitTask<T>(task, _parts);

    /// <summary>Gives a task that is called once, whose items are the pieces of one value on each of these outlets.</summary>
    internal TaskBody OfOneValue(TaskBody task) => new SplitTask<T>(
        task, _parts.Length == 0 ? [new WholePieces<T, T>(ItemOutlets.DefaultName, static item => item)] : [.. _parts.Select(p => p.OfOneValue())]);

    /// <summary>Gives the outlets of the pieces that a task makes which is called several times.</summary>
    internal ItemOutlets<Piece<T>> OfPieces() => new([.. _parts.Select(p => p.OfPieces())]);
}

/// <summary>Makes the outlets of a task.</summary>
public static class ItemOutlets
{
    /// <summary>The name of a task's one outlet, unless it is given another.</summary>
    public const string DefaultName = "out";

    /// <summary>One outlet.</summary>
    /// <param name="name">Its name.</param>
    public static ItemOutlets<T> One<T>(string name = DefaultName) => new(name == DefaultName ? [] : [OutletPart.Of<T, T>(name, static item => item)]);

    /// <summary>One outlet for each part of an item.</summary>
    public static ItemOutlets<T> Parts<T>(params OutletPart<T>[] parts) => new(parts);
}

/// <summary>An outlet that gets a part of each item.</summary>
public abstract class OutletPart<T>
{
    private protected OutletPart(Port port) => Port = port;

    internal Port Port { get; }

    internal abstract SplitPart<T> Open(StageWiring wiring, int outlet);

    /// <summary>Gives the part as pieces of one value.</summary>
    internal abstract OutletPart<T> OfOneValue();

    /// <summary>Gives the same part of pieces.</summary>
    internal abstract OutletPart<Piece<T>> OfPieces();

    /// <summary>Gives the same part of an item with marks; null where the part of an item is no item of the outlet.</summary>
    internal abstract OutletPart<Marked<T>>? Lift();
}

/// <summary>An outlet that gets a part of each item, as a piece of its one value.</summary>
internal sealed class WholePieces<T, TPart>(string name, Func<T, TPart> part) : OutletPart<T>(Port.Of<Piece<TPart>>(name))
{
    internal override SplitPart<T> Open(StageWiring wiring, int outlet) => new MappedPart<T, TPart>(part, new PieceSink<TPart>(wiring.Outlet<Piece<TPart>>(outlet)));

    internal override OutletPart<T> OfOneValue() => this;

    internal override OutletPart<Piece<T>> OfPieces() => throw new InvalidOperationException("These are pieces already.");

    internal override OutletPart<Marked<T>>? Lift() => null;
}

/// <summary>Makes an <see cref="OutletPart{T}"/>.</summary>
public static class OutletPart
{
    /// <summary>Makes an outlet that gets a part of each item.</summary>
    /// <param name="name">The outlet's name.</param>
    /// <param name="part">Takes the part out of an item.</param>
    public static OutletPart<T> Of<T, TPart>(string name, Func<T, TPart> part) => new Part<T, TPart>(name, part);

    private sealed class Part<T, TPart>(string name, Func<T, TPart> part) : OutletPart<T>(Port.Of<TPart>(name))
    {
        internal override SplitPart<T> Open(StageWiring wiring, int outlet) => new MappedPart<T, TPart>(part, wiring.Outlet<TPart>(outlet));

        internal override OutletPart<T> OfOneValue() => new WholePieces<T, TPart>(name, part);

        internal override OutletPart<Piece<T>> OfPieces() => new Part<Piece<T>, Piece<TPart>>(name, piece => piece.Part(part));

        internal override OutletPart<Marked<T>>? Lift() => new Part<Marked<T>, Marked<TPart>>(Port.Name, item => item.With(part(item.Item)));
    }
}
