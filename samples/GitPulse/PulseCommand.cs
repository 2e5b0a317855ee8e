using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GitPulse.Git;
using GitPulse.Reports;
using GitPulse.Views;
using Millstream;
using Spectre.Console;

namespace GitPulse;

/// <summary>The command line. Exit codes: 0 done, 1 failed, 2 asked wrongly, 130 interrupted by Ctrl-C.</summary>
internal static class PulseCommand
{
    private const int Failed = 1;
    private const int AskedWrongly = 2;
    private const int Interrupted = 130;

    private const string Description =
        """
        Streams the whole history of a git repository and tells what changes most, by whom and when.

        Every commit that HEAD reaches counts. A merge counts as a commit without files, as git log shows it.
        A renamed file counts under its new name, with the lines changed besides (git's rename detection);
        see --no-renames. A copied file counts as new. A binary file counts with no lines.
        A directory is the one that holds the file, . at the top, and counts once for each commit.
        Authors are git's %an; .mailmap is not applied. A byte that is not UTF-8 is written \xhh.
        """;

    private static readonly Argument<string> Repository = new("repository")
    {
        Description = "Folder of the repository, or one inside it. Bare, shallow and linked ones as well.",
        DefaultValueFactory = _ => ".",
        Validators = { RefuseOption },
    };

    private static readonly Option<int> Top = new("--top")
    {
        Description = "How many files, directories, authors and largest commits are listed; 0 for all.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
        CustomParser = ParseTop,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object instead of text.",
    };

    private static readonly Option<bool> NoRenames = new("--no-renames")
    {
        Description = "Count a rename as the old file removed and the new one added, like git log --no-renames.",
    };

    private static readonly Option<bool> Graph = new("--graph")
    {
        Description = "Print the graph of tasks as a Mermaid flowchart, and read nothing.",
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Description) { Repository, Top, Json, NoRenames, Graph };
        root.SetAction((parsed, _) => RunAsync(parsed));

        // A repository may be called @name: no response files.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Complain(error.Message);
            }

            await Console.Error.WriteLineAsync("Try 'GitPulse --help'.");
            return AskedWrongly;
        }

        // Interruption answers Ctrl-C, in its own time.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            var options = new GitLogOptions
            {
                Repository = parsed.GetRequiredValue(Repository),
                FindRenames = !parsed.GetValue(NoRenames),
            };
            if (parsed.GetValue(Graph))
            {
                var graph = new PulseGraph(options, parsed.GetValue(Top), interruption.Stopping);
                await Console.Out.WriteAsync(graph.Build().ToMermaid());
                return 0;
            }

            var pulse = new Pulse(options, parsed.GetValue(Top), TimeProvider.System);
            var isJson = parsed.GetValue(Json);
            var report = await FollowAsync(pulse, isJson, interruption.Stopping);
            if (isJson)
            {
                await using var output = Console.OpenStandardOutput();
                JsonReport.Write(output, report);
            }
            else
            {
                TextReport.Write(Console.Out, report);
            }

            return report.Interrupted ? Interrupted : 0;
        }
        catch (Exception exception) when (exception is GitFailedException or InvalidDataException)
        {
            Complain(exception.Message);
            return Failed;
        }
        catch (MillstreamException exception)
        {
            Complain(exception.Message);
            return Failed;
        }
        catch (IOException exception)
        {
            Complain($"The report cannot be written: {exception.Message}.");
            return Failed;
        }
    }

    /// <summary>Runs, and shows the run: live in a terminal, else a line now and then; nothing with --json.</summary>
    private static async Task<PulseReport> FollowAsync(Pulse pulse, bool isJson, CancellationToken stopping)
    {
        var run = pulse.RunAsync(stopping);
        if (isJson)
        {
            return await run;
        }

        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            await PlainProgress.ShowAsync(Console.Error, pulse.Snapshot, run, TimeProvider.System);
            return await run;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var count = pulse.CountAsync(ended.Token);
        await LiveView.ShowAsync(AnsiConsole.Console, pulse.Snapshot, run, TimeProvider.System);
        await ended.CancelAsync();
        await Task.WhenAny(count);
        return await run;
    }

    /// <summary>An option that there is not would be taken for the repository's name.</summary>
    private static void RefuseOption(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: ['-', ..] name }])
        {
            result.AddError($"There is no option '{name}'. A folder of that name is './{name}'.");
        }
    }

    private static int ParseTop(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top))
        {
            result.AddError($"'{text}' is no number for --top. Use 0 for all, or a whole number up to {int.MaxValue}.");
        }

        return top;
    }

    private static void Complain(string message) => Console.Error.WriteLine($"GitPulse: {GitText.Printable(message)}");
}
