using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task called once, with all items.</summary>
internal sealed class JoinTask<T, TResult>(
    string name, TaskOptions options, Func<IReadOnlyList<T>, CancellationToken, ValueTask<TResult>> function)
    : TaskBody(name, options, [In<T>()], [Out<TResult>()])
{
    public override bool IsFusable => false;

    public override string BoundaryReason => "whole list";

    public override bool EmitsAtEnd => true;

    public override StageHead CreateHead(StageWiring wiring)
    {
        wiring.Task.TakesWhole = true;
        return new CallHead<IReadOnlyList<T>, TResult>(
            wiring.Task,
            new BeginningReader<IReadOnlyList<T>>(wiring.Task, new ListReader<T>(wiring.Inlet<T>())),
            TaskCalls.Create(wiring.Task, Options, function),
            wiring.Outlet<TResult>());
    }
}
