using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Supplies;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>What a local run offers to its tasks.</summary>
internal sealed partial class LocalRunScope(LocalRun run) : RunScope
{
    public override string RunId => run.RunId;

    public override TimeProvider Time => run.Time;

    public override SynchronizationContext? UserContext => run.Options.Scheduler?.UserContext;

    public override ILogger Logger { get; } = run.Options.Secrets is { } secrets ? new RedactingLogger(run.Options.Logger, secrets) : run.Options.Logger;

    public override IServiceProvider? Services => run.Services?.OfRun;

    public override RunSecrets? Secrets => run.Options.Secrets;

    public override RunResources Resources => run.Resources;

    public override CallWatch? WatchOf(TaskScope task)
    {
        Action? fault = run.Options.Faults?.GetValueOrDefault(task.Node.Id.ToString());
        bool isTraced = RunInstruments.IsListenedTo;
        return fault is null && !isTraced ? null : new CallWatch(isTraced ? () => BeginCall(task) : null, fault);
    }

    private Activity? BeginCall(TaskScope task)
    {
        int attempt = task.Attempt;
        return (ItemTrace.OfCall ?? task.Trace) is { } trace
            ? trace.Begin(attempt, from => run.Instruments.BeginCall(task.Node, attempt, from))
            : run.Instruments.BeginCall(task.Node, attempt, from: default);
    }

    public override bool IsEntitled(TaskScope task, Entitlement entitlement) =>
        run.Options.Entitlements?.Refuse(new EntitlementRequest(entitlement, task.Node.Id, task.Name, run.Graph.Name)) is null;

    public override IServiceProvider? OpenServices(TaskScope task, StageScope stage) => run.Services?.Open(task, stage);

    public override IReadOnlyDictionary<string, object?>? Inputs => run.Options.Inputs;

    public override RunInput<T> OpenInput<T>(string name) => run.Inputs.Open<T>(name);

    public override TaskImplementations? Implementations => run.Options.Implementations;

    public override TimeSpan GraceTime => run.GraceTime;

    public override TimeSpan StallTimeout => run.Options.StallTimeout;

    public override ItemStore? ItemStore => run.Options.ItemStore;

    public override long MaxAccumulatedBytes => run.Options.MaxAccumulatedBytes;

    public override void LetPeek(TaskScope task, IPeekable growing) => run.LetPeek(task.Node, growing);

    public override string OutletBefore(TaskScope task) => OutletNames.Of(run.OwnPlan.Incoming(task.Node, 0));

    public override Iteration? Iteration => run.Parent?.Iteration;

    public override GraphRun StartChild(TaskScope task, ChildStart child, CancellationToken cancellationToken) =>
        run.ChildRuns.Start(task, child, cancellationToken);

    public override GraphRun StartAsked(TaskScope task, ChildStart child, CancellationToken cancellationToken) =>
        run.ChildRuns.StartAsked(task, child, cancellationToken);

    public override int? MaxParallelism => run.Options.MaxParallelism;

    public override Task JoinChildAsync(TaskScope task, GraphRun child) =>
        run.StageOf(task.Node) is { Slot: not null } stage ? LendAsync(stage, child) : child.Completion;

    private static async Task LendAsync(StageRunner stage, GraphRun child)
    {
        stage.Lend();
        try
        {
            await child.Completion.ConfigureAwait(true);
        }
        finally
        {
            await stage.RegainAsync().ConfigureAwait(true);
        }
    }

    public override void CheckChild(TaskGraph graph) => run.ChildRuns.Check(graph);

    public override bool HasItemEvents { get; } = run.Options.Events == EventDetail.Calls;

    public override void Begun(TaskScope task) => run.Tracker.Begin(task);

    public override void Reported(TaskScope task, double progress, string? message, object? details) =>
        run.Tracker.Report(task, progress, message, details);

    public override void Retried(TaskScope task, long index, int attempt, Exception? cause, TimeSpan delay) =>
        run.AddRetry(task.Node.Id, task.ShownIndex(index), attempt, cause, delay);

    public override void DeadLettered(DeadLetter letter) => run.DeadLettered(letter);

    public override void KeepDeadLetter(DeadLetter letter) => run.KeepDeadLetter(letter);

    public override void ItemEvent(TaskScope task, ItemEventKind kind, long index, string? detail = null) => run.AddEvent(
        kind switch
        {
            ItemEventKind.Started => RunEventKind.ItemStarted,
            ItemEventKind.Completed => RunEventKind.ItemCompleted,
            ItemEventKind.Retried => RunEventKind.ItemRetried,
            ItemEventKind.Saved => RunEventKind.ItemSaved,
            ItemEventKind.Skipped => RunEventKind.ItemSkipped,
            _ => RunEventKind.ItemFailed,
        },
        task.Node.Id,
        task.ShownIndex(index),
        detail is null ? null : Secrets?.Redact(detail) ?? detail);

    public override void Warn(TaskScope? task, string message)
    {
        TellWarning(task, message);
        try
        {
            LogWarning(Logger, RunId, Secrets?.Redact(message) ?? message);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // The user's logger threw. The event says what it should have logged, and nothing of the run may hang on a logger.
        }
    }

    public override void TellWarning(TaskScope? task, string message)
    {
        message = Secrets?.Redact(message) ?? message;
        run.AddEvent(RunEventKind.Warning, task?.Node.Id, index: null, message);
        run.Parent?.Warned(message);
    }

    [LoggerMessage(100, LogLevel.Warning, "Run {RunId}: {Message}")]
    private static partial void LogWarning(ILogger logger, string runId, string message);
}
