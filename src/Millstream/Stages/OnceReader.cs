namespace Millstream.Stages;

/// <summary>Has a task without inlets called once.</summary>
internal sealed class OnceReader(StageScope stage) : InletReader<Nothing>
{
    private static readonly Nothing[] One = new Nothing[1];

    private bool _isRead;

    public override bool IsSource => true;

    public override bool IsEnded => _isRead || stage.IsDraining;

    public override Exception? Fault => null;

    public override int Fill() => IsEnded ? 0 : Math.Min(1, stage.Credit);

    public override ReadOnlySpan<Nothing> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        Position += length;
        _isRead |= length > 0;
        stage.Spend(length);
        return One.AsSpan(0, length);
    }

    public override void Leave() => _isRead = true;

    public override void Abandon()
    {
    }
}
