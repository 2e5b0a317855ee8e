namespace Millstream.Declarations;

/// <summary>An outlet of a task that only tells which ports it has.</summary>
internal sealed class NotedOutlet<T>(string name) : Outlet<T>
{
    public override string Name => name;

    public override bool IsPaused => throw Early();

    public override bool HasDemand => throw Early();

    public override ValueTask EmitAsync(T item, CancellationToken cancellationToken = default) => throw Early();

    public override ValueTask EmitAsync(T item, DateTimeOffset? time, CancellationToken cancellationToken = default) => throw Early();

    public override ValueTask SetPausedAsync(bool isPaused, CancellationToken cancellationToken = default) => throw Early();

    public override Task WaitForDemandAsync(CancellationToken cancellationToken = default) => throw Early();

    public override void Complete() => throw Early();

    private InvalidOperationException Early() => new($"The outlet '{name}' takes nothing in SetupAsync: keep it, and use it in RunAsync.");
}
