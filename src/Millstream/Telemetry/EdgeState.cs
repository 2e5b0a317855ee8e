namespace Millstream.Telemetry;

/// <summary>Where an edge of a run stands, whether the plan made it a real one or fused it away: as the task that it comes from.</summary>
/// <param name="EdgeId">The edge: <c>a.out->b.in</c>.</param>
/// <param name="Status">Where its task stands.</param>
/// <param name="Error">What ended its task, where that was a failure.</param>
public sealed record EdgeState(string EdgeId, RunStatus Status, Exception? Error = null);
