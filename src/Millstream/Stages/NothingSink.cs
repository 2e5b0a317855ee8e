namespace Millstream.Stages;

/// <summary>Stands behind a task without outlets: it always has room, and there is nothing to take.</summary>
internal sealed class NothingSink : SpanSink<Nothing>
{
    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<Nothing> items)
    {
    }

    public override bool Complete(Exception? error) => true;
}
