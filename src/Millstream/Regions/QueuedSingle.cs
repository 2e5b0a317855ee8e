namespace Millstream.Regions;

/// <summary>An ordinary task in a queue.</summary>
internal sealed class QueuedSingle(GraphEngine engine, TaskHandle task) : QueuedTask
{
    public override string Name => task.Name;

    internal override IReadOnlyList<SpawnedTask> Tasks { get; } = [task];

    internal override Task Ended => task.Ended;

    internal override void KeptBy(string? block) => task.KeptBy(block);

    internal override void GiveUp(Exception cause) => task.GiveUp(cause);

    private protected override void Fail(Exception error) => task.Fail(error);

    private protected override Task RunAsync() => task.RunAsync(engine);
}
