using Millstream.Graphs;
using Millstream.Telemetry;
using Spectre.Console;

namespace Millstream.Cli.Running;

/// <summary>How a run is shown.</summary>
internal sealed record RunnerOptions
{
    /// <summary>Gets whether the results are one object on one line.</summary>
    public bool IsObject { get; init; }

    /// <summary>Gets whether the run is shown on standard error while it goes on.</summary>
    public bool Watches { get; init; }

    /// <summary>Gets whether each event is written to standard error.</summary>
    public bool WritesEvents { get; init; }
}

/// <summary>Runs a graph: its results go to standard output when it has completed, all else to standard error.</summary>
internal sealed class Runner(CliConsole console)
{
    public async Task<int> RunAsync(TaskGraph graph, RunInputs inputs, RunnerOptions how)
    {
        var options = new RunOptions
        {
            Credentials = CredentialSource.FromEnvironment(),
            Logger = how.Watches || how.WritesEvents ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance : new WarningLogger(console),
            Time = console.Time,
            Events = how.Watches && console.IsErrorTerminal && LiveView.HasGrowingTexts(graph) ? EventDetail.Items : EventDetail.Tasks,
        };
        string? inPlace = InPlace.FileOf(graph);
        GraphRun run;
        try
        {
            console.Interruption.Hear(drains: inPlace is null);
            run = await LocalEngine.Shared.StartAsync(graph, inputs, options);
        }
        catch (GraphConfigurationException exception)
        {
            throw CliException.BadInput(exception.Message);
        }
        catch (CredentialNotFoundException exception)
        {
            // The name is not repeated: on a command line it may be the secret itself, written in its place.
            throw CliException.BadInput(string.Join(" ", exception.Missing.Select(m =>
                $"'{DescriptorJson.Camel(m.Parameter)}' of '{m.Path}' names a credential that is unknown. A credential is the environment's variable MILLSTREAM_CREDENTIAL_ with the name behind it, in capitals.")));
        }

        await using (run)
        {
            await using CancellationTokenRegistration drain = console.Interruption.Draining.Register(() => _ = run.DrainAsync());
            await using CancellationTokenRegistration stop = console.Interruption.Stopping.Register(() => _ = run.StopAsync());
            await ShowAsync(run, graph, how);
            int code = await EndAsync(run, how);
            if (inPlace is not null && code == ExitCode.Interrupted && run.Status == RunStatus.Stopped && !how.WritesEvents)
            {
                console.Complain($"The run reads and writes the file '{inPlace}', and so was stopped: what came until then is not written over it.");
            }

            return code;
        }
    }

    /// <summary>Gives what a failure says; where that names calls of code, words for whoever runs it here.</summary>
    private static string WordsOf(Exception failure) => failure is QuotaExceededException quota
        ? string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"The output '{quota.Output}' has come to {quota.QuotaBytes:N0} bytes, as much as is kept to be shown at the end. Have its items written as they come: "
            + $"end a pipe with print or file:PATH, a document with a node of the task stdout or file.write.")
        : failure.Message;

    private async Task ShowAsync(GraphRun run, TaskGraph graph, RunnerOptions how)
    {
        if (how.WritesEvents)
        {
            await foreach (RunEvent told in run.Events())
            {
                await console.Error.WriteLineAsync(EventJson.Of(told));
            }
        }
        else if (how.Watches && !console.IsErrorTerminal)
        {
            await PlainView.ShowAsync(run.Events(), console.Error);
        }
        else if (how.Watches)
        {
            IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(console.Error) });
            terminal.Profile.Width = console.Width;
            await new LiveView().ShowAsync(run.Events(), terminal);
        }
    }

    private async Task<int> EndAsync(GraphRun run, RunnerOptions how)
    {
        bool isInterrupted;
        try
        {
            await run.Completion;
            isInterrupted = console.Interruption.IsInterrupted;
            if (run.Status == RunStatus.Completed)
            {
                ResultText.Write(console.Out, await run.ResultsAsync(), how.IsObject);
                await console.Out.FlushAsync();
            }
        }
        catch (MillstreamException) when (console.Interruption.Stopping.IsCancellationRequested)
        {
            return console.Interruption.ExitCode;
        }
        catch (MillstreamException exception) when (StandardStreams.IsGone(exception))
        {
            return ExitCode.OutputGone;
        }
        catch (Exception exception) when (exception is MillstreamException or OperationCanceledException)
        {
            if (!how.WritesEvents)
            {
                console.Complain(WordsOf(exception));
            }

            return ExitCode.Failed;
        }

        if (run.DeadLetters is { Count: > 0 } letters && !how.WritesEvents)
        {
            console.Complain($"{letters.Count} items were kept as dead letters, the first of '{letters[0].TaskId}': {letters[0].Error.Message}");
        }

        return isInterrupted ? console.Interruption.ExitCode : ExitCode.Completed;
    }
}
