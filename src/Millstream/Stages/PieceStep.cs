namespace Millstream.Stages;

/// <summary>Gives pieces on as their readers want them, and leaves out what only tells where values end.</summary>
internal sealed class PieceStep<T, TOut>(TaskScope task, Func<Piece<T>, TOut> show, SpanSink<TOut> next) : FusedStep<Piece<T>, TOut>(task, next)
{
    protected override void Run(ReadOnlySpan<Piece<T>> items, Span<TOut> to, ref StepCursor at)
    {
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            if (!items[i].IsEnd)
            {
                to[at.Written] = show(items[i]);
                at.Written++;
            }
        }

        at.Read = items.Length;
    }
}
