using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>Opens views of a run's outlets.</summary>
internal sealed class RunViews(LocalRun run)
{
    /// <summary>Gets what is kept for a reader who is slower than the outlet, where nothing else is said.</summary>
    public static EdgeOptions DefaultEdge { get; } = new() { Capacity = 200, Overflow = Overflow.DropOldest };

    public OutletView<T> Open<T>(string outlet, EdgeOptions edge)
    {
        if (!run.Options.AllowViews)
        {
            throw new InvalidOperationException($"The run '{run.RunId}' shows nothing of its outlets. Start it with RunOptions.AllowViews.");
        }

        (GraphNode node, int number) = OutletNames.Find(run.Graph, outlet, n => ((TaskBody)n.Task).Shown.Outlets);
        Port shown = ((TaskBody)node.Task).Shown.Outlets[number];
        if (shown.ItemType != typeof(T) && typeof(T) != typeof(object))
        {
            throw new ArgumentException(
                $"The outlet '{outlet}' gives {TypeName.Of(shown.ItemType)}, not {TypeName.Of(typeof(T))}. Ask for that, or for object.", nameof(outlet));
        }

        return shown.Accept(new Opening<T>(run, node, number, edge));
    }

    private sealed class Opening<T>(LocalRun run, GraphNode node, int outlet, EdgeOptions edge) : IPortVisitor<OutletView<T>>
    {
        public OutletView<T> Visit<TItem>(Port port)
        {
            string name = OutletNames.Of(node, port);
            return run.Edges.FindWriter(node, outlet) switch
            {
                OutletWriter<TItem> plain => Attach(plain, name, item => new OutletSignal<T>(IsItem: true, Cast(item), IsPaused: false, Time: null)),
                OutletWriter<Marked<TItem>> marked => Attach(marked, name, item => new OutletSignal<T>(IsItem: true, Cast(item.Item), IsPaused: false, TimeOf(item))),
                _ => throw new InvalidOperationException($"What '{name}' gives cannot be looked at: it comes in pieces that nobody puts together."),
            };
        }

        private static T Cast<TItem>(TItem item) => item is T same ? same : (T)(object?)item!;

        private static DateTimeOffset? TimeOf<TItem>(Marked<TItem> item) =>
            item.Time is 0 or ItemTime.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(item.Time);

        private QueueView<TItem, T> Attach<TItem>(OutletWriter<TItem> writer, string name, Func<TItem, OutletSignal<T>> show)
        {
            var queue = new ChunkQueue<TItem>($"{name}->view", edge, run.Options.Capacity) { HearsWords = true };
            var view = new QueueView<TItem, T>(name, queue, show);
            queue.Connect(writer: null, view);
            writer.Attach(queue);
            return view;
        }
    }
}
