using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>How one inlet of a task is fed where it is more than one edge of its own type.</summary>
/// <param name="Edges">The outlets at the other ends of its edges, as ports under the inlet's name, in the order in which they are read.</param>
/// <param name="Merge">How several are read.</param>
internal sealed record InletFeed(IReadOnlyList<Port> Edges, Merge Merge = Merge.Default)
{
    /// <summary>An inlet that is fed as the task has it.</summary>
    public static InletFeed Plain(Port inlet) => new([inlet]);

    /// <summary>Gets whether the inlet is read as it is.</summary>
    public bool IsPlain(Port inlet) => Edges is [var only] && only.ItemType == inlet.ItemType;
}

/// <summary>A task whose inlets are fed by several edges each, or otherwise than it reads them: it has an inlet of the same name for each edge.</summary>
internal sealed class FedTask : TaskBody
{
    private readonly TaskBody _inner;
    private readonly InletFeed[] _feeds;
    private readonly int[] _firsts;
    private readonly int[] _inletOf;

    public FedTask(TaskBody inner, InletFeed[] feeds)
        : base(inner.Name, inner.Options, [.. feeds.SelectMany(f => f.Edges)], inner.Outlets)
    {
        _inner = inner;
        _feeds = feeds;
        _firsts = new int[feeds.Length];
        _inletOf = [.. feeds.SelectMany((f, i) => Enumerable.Repeat(i, f.Edges.Count))];
        for (int i = 1; i < feeds.Length; i++)
        {
            _firsts[i] = _firsts[i - 1] + feeds[i - 1].Edges.Count;
        }
    }

    /// <summary>Gives the task with the inlets fed as said; the task itself where that is how it reads them.</summary>
    public static TaskBody Of(TaskBody inner, InletFeed[] feeds) =>
        feeds.Where((feed, i) => !feed.IsPlain(inner.Inlets[i])).Any() ? new FedTask(inner, feeds) : inner;

    public override bool IsFusable => false;

    public override bool IsSource => _inner.IsSource;

    public override bool IsLive => _inner.IsLive;

    public override string BoundaryReason => Inlets.Count > 1 ? "fan-in" : _inner.BoundaryReason;

    public override TaskMethod? Method => _inner.Method;

    public override bool EmitsAtEnd => _inner.EmitsAtEnd || _feeds.All(f => f.Merge == Merge.Last);

    public override bool SetsItemsAside => _inner.SetsItemsAside;

    public override TaskBody Written => _inner.Written;

    /// <summary>Says how the edges to the inlet are read that an edge leads to.</summary>
    public Merge MergeOf(int edge) => _feeds[_inletOf[edge]].Merge;

    public override EdgeOptions EdgeOf(int inlet) => _inner.EdgeOf(_inletOf[inlet]);

    public override StageHead CreateHead(StageWiring wiring) => _inner.CreateHead(new Wiring(wiring, this));

    private sealed class Wiring(StageWiring inner, FedTask task) : StageWiringOver(inner)
    {
        public override InletReader<T> Inlet<T>(int index = 0) => Fed(index, new Edge<T>(Inner, signal: null));

        public override InletReader<T> InletOn<T>(int index, StageSignal signal) => Fed(index, new Edge<T>(Inner, signal));

        public override LiveInlet<T> LiveInlet<T>(int index = 0)
        {
            var first = new FirstLive<T>();
            (InletReader<T> reader, StageSignal signal) = Read(index, 0, first.On(Inner));
            return new LiveInlet<T>(Fed(index, new Edge<T>(Inner, signal), reader), signal);
        }

        private (InletReader<T> Reader, StageSignal Signal) Read<T>(int index, int edge, FirstLive<T> first)
        {
            first.Index = task._firsts[index] + edge;
            return task._feeds[index].Edges[edge].Accept(first);
        }

        private InletReader<T> Fed<T>(int index, Edge<T> open, InletReader<T>? first = null)
        {
            InletFeed feed = task._feeds[index];
            var readers = new InletReader<T>[feed.Edges.Count];
            for (int i = 0; i < readers.Length; i++)
            {
                open.Index = task._firsts[index] + i;
                readers[i] = i == 0 && first is not null ? first : feed.Edges[i].Accept(open);
            }

            return (readers, feed.Merge) switch
            {
                ([var only], Merge.Last) => new LastReader<T>(only),
                ([var only], _) => only,
                (_, Merge.Interleave) => new MergeReader<T>(readers),
                (_, Merge.Last) => new LastReader<T>(new GatheredReader<T>([.. readers.Select(r => new LastReader<T>(r))])),
                _ => new GatheredReader<T>([.. readers.Select(r => new WholeReader<T>(r))]),
            };
        }
    }

    /// <summary>Opens one edge, whatever it carries: items that fit are read as they are, lists of them by their elements.</summary>
    private sealed class Edge<T>(StageWiring wiring, StageSignal? signal) : IPortVisitor<InletReader<T>>
    {
        public int Index { get; set; }

        public InletReader<T> Visit<TEdge>(Port port) => typeof(TEdge) == typeof(T)
            ? Open<T>()
            : new SpreadReader<TEdge, T>(Open<TEdge>());

        private InletReader<TItem> Open<TItem>() => signal is null ? wiring.Inlet<TItem>(Index) : wiring.InletOn<TItem>(Index, signal);
    }

    /// <summary>Opens the first edge of an inlet that the task reads live, with the signal that its other edges share.</summary>
    private sealed class FirstLive<T> : IPortVisitor<(InletReader<T>, StageSignal)>
    {
        private StageWiring _wiring = null!;

        public int Index { get; set; }

        public FirstLive<T> On(StageWiring wiring)
        {
            _wiring = wiring;
            return this;
        }

        public (InletReader<T>, StageSignal) Visit<TEdge>(Port port)
        {
            LiveInlet<TEdge> live = _wiring.LiveInlet<TEdge>(Index);
            return (live.Reader as InletReader<T> ?? new SpreadReader<TEdge, T>(live.Reader), live.Signal);
        }
    }
}
