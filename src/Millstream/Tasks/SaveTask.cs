using System.Text.Json.Serialization.Metadata;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Stores each item under its key, and gives it on when it is stored.</summary>
internal sealed class SaveTask<T>(TaskOptions options, KeyTemplate template, ItemStore? store, bool overwrites, JsonTypeInfo<T>? json)
    : TaskBody("save", options, [In<T>()], [Out<T>()])
{
    public override bool IsFusable => false;

    public override bool SetsItemsAside => true;

    public override string BoundaryReason => Options.Calls > 1 ? "parallel" : "save";

    public override bool ReadsIndex => template.IsPerItem;

    public override IEnumerable<FlowNode> Captures => template.Captures;

    public override StageHead CreateHead(StageWiring wiring) => Head<T>(wiring, static item => item, static _ => default);

    public override TaskBody Lift() => new Carrying(this);

    public override TaskBody WithoutOrder() => new SaveTask<T>(Options.Unordered(), template, store, overwrites, json);

    private StageHead Head<TCarrier>(StageWiring wiring, Func<TCarrier, T> itemOf, Func<TCarrier, ItemIndex> indexOf)
    {
        ItemStore target = store ?? wiring.Task.Run.ItemStore ?? throw new GraphConfigurationException(
            FaultKind.BadSetting,
            $"'{wiring.Task.Node.Id}' saves items, but no store was given: neither to it nor, as ItemStore, in the options of the run.");
        ItemCall<(string, T), T> write = TaskCalls.Create<(string Key, T Item), T>(wiring.Task, Options, async (work, token) =>
        {
            await target.WriteAsync(work.Key, work.Item, json, token).ConfigureAwait(false);
            return work.Item;
        });
        KeyTracker? tracker = overwrites || template.IsUnique || !template.IsPerItem ? null : new KeyTracker();
        var call = new Call<TCarrier>(wiring.Task, template, tracker, write, itemOf, indexOf);
        return TaskCalls.Head(wiring.Task, wiring.Inlet<TCarrier>(), Options, call, wiring.Outlet<TCarrier>(), mayBlock: false);
    }

    private sealed class Carrying(SaveTask<T> save) : TaskBody(save.Name, save.Options, [In<Marked<T>>()], [Out<Marked<T>>()])
    {
        public override bool IsFusable => false;

        public override StageHead CreateHead(StageWiring wiring) =>
            save.Head<Marked<T>>(wiring, static item => item.Item, static item => item.Index);
    }

    /// <summary>Saves one item. The policy of the task is around the write alone.</summary>
    private sealed class Call<TCarrier>(
        TaskScope task,
        KeyTemplate template,
        KeyTracker? tracker,
        ItemCall<(string Key, T Item), T> write,
        Func<TCarrier, T> itemOf,
        Func<TCarrier, ItemIndex> indexOf) : ItemCall<TCarrier, TCarrier>
    {
        public override async ValueTask<TCarrier> InvokeAsync(TCarrier item, long index, CancellationToken cancellationToken)
        {
            ItemIndex source = indexOf(item);
            string key = template.Render(source);
            tracker?.Add(key, source);
            try
            {
                await write.InvokeAsync((key, itemOf(item)), index, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                (Exception cause, int attempts) = AttemptsException.Unwrap(error);
                var failure = new ItemNotSavedException(key, cause);
                throw attempts > 1 ? new AttemptsException(failure, attempts) : failure;
            }

            if (task.HasItemEvents)
            {
                task.Run.ItemEvent(task, ItemEventKind.Saved, index, key);
            }

            return item;
        }
    }
}
