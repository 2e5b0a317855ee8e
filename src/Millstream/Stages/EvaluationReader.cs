namespace Millstream.Stages;

/// <summary>Has a task without inlets called again and again, until its stage is told to end.</summary>
/// <remarks>While a consumer waits the calls come one by one, so that what a quick call made does not wait for a slow one.</remarks>
internal sealed class EvaluationReader(StageScope stage) : InletReader<Nothing>
{
    private const int LongestSpan = 512;

    private static readonly Nothing[] Span = new Nothing[LongestSpan];

    public override bool IsSource => true;

    public override bool IsEnded => stage.IsDraining;

    public override Exception? Fault => null;

    public override int Fill() => stage.IsDraining ? 0 : Math.Min(stage.Hunger.IsHungry ? 1 : LongestSpan, stage.Credit);

    public override ReadOnlySpan<Nothing> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        Position += length;
        stage.Spend(length);
        return Span.AsSpan(0, length);
    }

    public override void Leave()
    {
    }

    public override void Abandon()
    {
    }
}
