namespace Millstream;

public static partial class Flow
{
    /// <summary>Runs two flows or values as one run: what they share runs once, and each gets every item of it.</summary>
    /// <remarks>A failure of one ends the other at once.</remarks>
    /// <param name="first">A flow, whose items are given as a list, or a value.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    /// <exception cref="TaskFailedException">A task failed and its policy gave up.</exception>
    public static Task<(T1 First, T2 Second)> RunAllAsync<T1, T2>(
        FlowOutcome<T1> first, FlowOutcome<T2> second, CancellationToken cancellationToken = default) =>
        RunAllAsync(first, second, RunOptions.Default, cancellationToken);

    /// <inheritdoc cref="RunAllAsync{T1, T2}(FlowOutcome{T1}, FlowOutcome{T2}, CancellationToken)"/>
    /// <param name="first">A flow, whose items are given as a list, or a value.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    public static async Task<(T1 First, T2 Second)> RunAllAsync<T1, T2>(
        FlowOutcome<T1> first, FlowOutcome<T2> second, RunOptions options, CancellationToken cancellationToken = default)
    {
        GraphRun run = await FinishedAsync([first, second], options, cancellationToken).ConfigureAwait(false);
        return (await run.ResultAsync(first, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(second, CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>Runs three flows or values as one run.</summary>
    /// <inheritdoc cref="RunAllAsync{T1, T2}(FlowOutcome{T1}, FlowOutcome{T2}, CancellationToken)"/>
    /// <param name="first">A flow, whose items are given as a list, or a value.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="third">Likewise.</param>
    /// <param name="options">How to run them; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    public static async Task<(T1 First, T2 Second, T3 Third)> RunAllAsync<T1, T2, T3>(
        FlowOutcome<T1> first,
        FlowOutcome<T2> second,
        FlowOutcome<T3> third,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        GraphRun run = await FinishedAsync([first, second, third], options, cancellationToken).ConfigureAwait(false);
        return (await run.ResultAsync(first, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(second, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(third, CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>Runs four flows or values as one run. For more, use <see cref="FlowRuns.Start(IReadOnlyList{FlowOutcome}, RunOptions, CancellationToken)"/>.</summary>
    /// <inheritdoc cref="RunAllAsync{T1, T2}(FlowOutcome{T1}, FlowOutcome{T2}, CancellationToken)"/>
    /// <param name="first">A flow, whose items are given as a list, or a value.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="third">Likewise.</param>
    /// <param name="fourth">Likewise.</param>
    /// <param name="options">How to run them; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run. The sources have been disposed when the exception arrives.</param>
    public static async Task<(T1 First, T2 Second, T3 Third, T4 Fourth)> RunAllAsync<T1, T2, T3, T4>(
        FlowOutcome<T1> first,
        FlowOutcome<T2> second,
        FlowOutcome<T3> third,
        FlowOutcome<T4> fourth,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        GraphRun run = await FinishedAsync([first, second, third, fourth], options, cancellationToken).ConfigureAwait(false);
        return (await run.ResultAsync(first, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(second, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(third, CancellationToken.None).ConfigureAwait(false),
            await run.ResultAsync(fourth, CancellationToken.None).ConfigureAwait(false));
    }

    private static async Task<GraphRun> FinishedAsync(
        IReadOnlyList<FlowOutcome> outcomes, RunOptions? options, CancellationToken cancellationToken)
    {
        foreach (FlowOutcome outcome in outcomes)
        {
            ArgumentNullException.ThrowIfNull(outcome);
        }

        GraphRun run = FlowRuns.Start(outcomes, options, cancellationToken);
        await run.Completion.ConfigureAwait(false);
        return run;
    }
}
