using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task that makes whole values of the pieces of an outlet: one for the outlet, placed where somebody reads it whole.</summary>
internal interface IWholeTask
{
    /// <summary>Gets what the pieces are to the value.</summary>
    OutletMode Mode { get; }

    /// <summary>Makes the task that gives the pieces to those that read them.</summary>
    TaskBody Pieces();
}

/// <summary>A task that gives the pieces of an outlet to those that read them.</summary>
internal interface IPiecesTask;

/// <inheritdoc cref="IWholeTask"/>
internal sealed class WholeTask<T>(string name, Growth<T> growth, bool endsWithStream)
    : StepTask<Piece<T>>(name, TaskOptions.None, [Out<T>()]), IWholeTask
{
    public OutletMode Mode => growth.Mode;

    public override bool IsPassThrough => true;

    private string PiecesName { get; } = (name.EndsWith("-whole", StringComparison.Ordinal) ? name[..^"-whole".Length] : name) + "-pieces";

    public TaskBody Pieces() => new PiecesTask<T, T>(PiecesName, static piece => piece.Item);

    public override SpanSink CreateSink(StageWiring wiring)
    {
        TaskScope task = wiring.Task;
        var step = new WholeStep<T>(task, growth.Begin(), endsWithStream, () => task.Run.OutletBefore(task), wiring.Outlet<T>());
        task.Run.LetPeek(task, step);
        return step;
    }
}

/// <inheritdoc cref="IPiecesTask"/>
internal sealed class PiecesTask<T, TOut>(string name, Func<Piece<T>, TOut> show)
    : StepTask<Piece<T>>(name, TaskOptions.None, [Out<TOut>()]), IPiecesTask
{
    public override bool IsPassThrough => true;

    public override SpanSink CreateSink(StageWiring wiring) => new PieceStep<T, TOut>(wiring.Task, show, wiring.Outlet<TOut>());
}

/// <summary>Gives each item as a value of one piece.</summary>
internal sealed class ItemPiecesTask<T>() : StepTask<T>("pieces", TaskOptions.None, [Out<Piece<T>>()])
{
    public override SpanSink CreateSink(StageWiring wiring) => new NumberingStep(wiring.Task, wiring.Outlet<Piece<T>>());

    private sealed class NumberingStep(TaskScope task, SpanSink<Piece<T>> next) : FusedStep<T, Piece<T>>(task, next)
    {
        private long _next;

        protected override void Run(ReadOnlySpan<T> items, Span<Piece<T>> to, ref StepCursor at)
        {
            for (int i = 0; i < items.Length; i++)
            {
                to[i] = new Piece<T>(items[i], _next++);
            }

            at.Read = at.Written = items.Length;
        }
    }
}

/// <summary>What there is to know of values that come in pieces.</summary>
internal static class WholeValues
{
    /// <summary>Says whether what an outlet gives are pieces of values.</summary>
    public static bool ArePieces(Port outlet) => outlet.ItemType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Piece<>);
}
