using Millstream.Execution;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Runs flows: the one place where what was described meets an engine.</summary>
public static class FlowRuns
{
    /// <summary>Runs the flow to its end and gives all its items, or runs the value and gives it.</summary>
    /// <param name="outcome">What to run; each call is a run of its own.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    /// <exception cref="TaskFailedException">A task failed and its policy gave up.</exception>
    /// <exception cref="GraphConfigurationException">The flow cannot be run as it was written; no task has run.</exception>
    public static Task<TResult> RunAsync<TResult>(this FlowOutcome<TResult> outcome, CancellationToken cancellationToken = default) =>
        RunAsync(outcome, RunOptions.Default, cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(FlowOutcome{TResult}, CancellationToken)"/>
    /// <param name="outcome">What to run; each call is a run of its own.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    public static async Task<TResult> RunAsync<TResult>(
        this FlowOutcome<TResult> outcome, RunOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(options);
        LocalRun run = LocalEngine.Launch(outcome.Build(), options, cancellationToken);
        await run.Completion.ConfigureAwait(false);
        return await run.ResultAsync<TResult>(FlowCompiler.OutputName(0), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Starts a run of the flow or value, to be watched, drained, stopped or killed while it goes on.</summary>
    /// <remarks>The output is called <c>result</c>.</remarks>
    public static GraphRun Start<TResult>(
        this FlowOutcome<TResult> outcome, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return LocalEngine.Launch(outcome.Build(), options ?? RunOptions.Default, cancellationToken);
    }

    /// <summary>Starts one run of several flows and values: what they share runs once, and each gets every item of it.</summary>
    /// <remarks>
    /// The outputs are called <c>result</c>, <c>result-2</c>, … in the order of <paramref name="outcomes"/>; they are fetched by the outcome itself
    /// with <see cref="ResultAsync{TResult}(GraphRun, FlowOutcome{TResult}, CancellationToken)"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">No outcome was given.</exception>
    public static GraphRun Start(
        IReadOnlyList<FlowOutcome> outcomes, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        LocalEngine.Launch(Build(outcomes), options ?? RunOptions.Default, cancellationToken);

    /// <summary>Waits for what a run gives for one of the flows or values that it was started with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outcome">The very flow or value that the run was started with.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <exception cref="ArgumentException">The run was not started with <paramref name="outcome"/>, or ended before there was a value.</exception>
    public static Task<TResult> ResultAsync<TResult>(
        this GraphRun run, FlowOutcome<TResult> outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(outcome);
        return run.ResultAsync<TResult>(OutputOf(run, outcome).Name, cancellationToken);
    }

    /// <summary>Reads, while the run goes on, the items of one of the flows that it was started with: from the first on, by any number of readers.</summary>
    /// <param name="run">The run.</param>
    /// <param name="flow">The very flow that the run was started with, or that the graph keeps as an output.</param>
    /// <exception cref="ArgumentException">The run does not keep <paramref name="flow"/>.</exception>
    public static RunOutput<T> Items<T>(this GraphRun run, Flow<T> flow)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(flow);
        return run.Output<T>(OutputOf(run, flow).Name);
    }

    /// <inheritdoc cref="Items{T}(GraphRun, Flow{T})"/>
    /// <param name="run">The run.</param>
    /// <param name="flow">The very value that the run was started with.</param>
    public static RunOutput<T> Items<T>(this GraphRun run, FlowValue<T> flow)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(flow);
        return run.Output<T>(OutputOf(run, flow).Name);
    }

    private static GraphOutput OutputOf(GraphRun run, FlowOutcome outcome) => run.Graph.Outputs.FirstOrDefault(o => IsOf(o, outcome))
        ?? throw new ArgumentException(
            $"The run was not started with '{outcome.Node.Task.Name}'. It was started with: "
            + $"{string.Join(", ", run.Graph.Outputs.Select(o => $"'{o.Node.Task.Name}'"))}.",
            nameof(outcome));

    private static bool IsOf(GraphOutput output, FlowOutcome outcome) =>
        output.OutletIndex == outcome.OutletIndex && output.Kind == outcome.Kind
        && ((output.Node.Origin as FlowNode)?.Held == outcome.Node || (output.Node.Task as TaskBody)?.Written == outcome.Node.Task);

    /// <summary>Makes one graph of several flows and values, with outputs called <c>result</c>, <c>result-2</c>, … in their order.</summary>
    /// <exception cref="ArgumentException">No outcome was given.</exception>
    public static TaskGraph Build(IReadOnlyList<FlowOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count == 0)
        {
            throw new ArgumentException("A run is started with at least one flow or value.", nameof(outcomes));
        }

        return FlowCompiler.Compile([.. outcomes.Select(o => (o.Node, o.OutletIndex, o.Kind))]);
    }

    /// <summary>Makes the graph of the flow or value alone, with one output called <c>result</c>.</summary>
    public static TaskGraph Build<TResult>(this FlowOutcome<TResult> outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.Graph ??= FlowCompiler.Compile([(outcome.Node, outcome.OutletIndex, outcome.Kind)]);
    }

    /// <summary>Runs the flow and gives its items as they come, in bounded memory; <c>await foreach</c> calls it.</summary>
    /// <remarks>Leaving the loop kills the run and waits until everything in it has ended and was disposed.</remarks>
    public static IAsyncEnumerator<T> GetAsyncEnumerator<T>(this Flow<T> flow, CancellationToken cancellationToken = default) =>
        flow.Enumerate(RunOptions.Default, cancellationToken);

    /// <summary>Runs the flow under a token: <c>await foreach (var x in flow.WithCancellation(token))</c>.</summary>
    public static RunningFlow<T> WithCancellation<T>(this Flow<T> flow, CancellationToken cancellationToken) =>
        new(flow, RunOptions.Default, cancellationToken);

    /// <summary>Runs the flow with options: <c>await foreach (var x in flow.With(options))</c>.</summary>
    public static RunningFlow<T> With<T>(this Flow<T> flow, RunOptions options, CancellationToken cancellationToken = default) =>
        new(flow, options, cancellationToken);

    /// <summary>Leaves the graph: gives the flow as an asynchronous sequence that anybody may enumerate, each time in a run of its own.</summary>
    public static IAsyncEnumerable<T> AsAsyncEnumerable<T>(this Flow<T> flow, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new OutsideSequence<T>(flow, options ?? RunOptions.Default);
    }

    internal static IAsyncEnumerator<T> Enumerate<T>(this Flow<T> flow, RunOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flow);
        TaskGraph graph = flow.LiveGraph ??= FlowCompiler.Compile([(flow.Node, flow.OutletIndex, OutputKind.Live)]);
        return LocalEngine.Launch(graph, options, cancellationToken)
            .ReadLive<T>(FlowCompiler.OutputName(0), cancellationToken);
    }

    private sealed class OutsideSequence<T>(Flow<T> flow, RunOptions options) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            flow.Enumerate(options, cancellationToken);
    }
}
