namespace Millstream.Stages;

/// <summary>Counts items and emits their number at the end.</summary>
internal sealed class CountStep<T>(TaskScope task, SpanSink<long> next) : FusedStep<T, long>(task, next)
{
    private long _count;

    protected override void Run(ReadOnlySpan<T> items, Span<long> to, ref StepCursor at)
    {
        _count += items.Length;
        at.Read = items.Length;
    }

    protected override bool GivesAtEnd => true;

    protected override bool Drain() => TryDeliver(_count);
}
