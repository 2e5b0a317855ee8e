using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Millstream.Cli.Commands;
using Millstream.Documents;

namespace Millstream.Cli;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    private const string Description =
        """
        Runs, checks, draws and watches graphs of streaming tasks, without code.

        Exit codes: 0 completed, 1 failed, 2 bad input or document, 130 interrupted, 141 nobody reads the output, 143 terminated.
        """;

    public static async Task<int> RunAsync(string[] args, CliConsole console)
    {
        try
        {
            return await ParsedAsync(args, console);
        }
        catch (CliException exception)
        {
            foreach (string fault in exception.Faults)
            {
                console.Complain(fault);
            }

            return exception.ExitCode;
        }
        catch (IOException exception) when (StandardStreams.IsGone(exception))
        {
            return ExitCode.OutputGone;
        }
        catch (IOException exception)
        {
            // A disk is full.
            console.Complain(exception.Message);
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            console.Complain($"This is a fault of millstream itself, please report it: {exception.GetType().Name} in {exception.TargetSite?.DeclaringType?.Name}.{exception.TargetSite?.Name}: {exception.Message}");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ParsedAsync(string[] args, CliConsole console)
    {
        Arguments known = Arguments.Of(args);
        var rules = new DocumentRules { Environment = console.Environment };
        var context = new CliContext(console, TaskAssemblies.With(console.Tasks, known.Assemblies), rules, known);
        var tasks = new Option<string[]>("--tasks")
        {
            Description = "An assembly with tasks of your own. Its code runs with your rights: name only what you trust.",
            HelpName = "assembly.dll",
            Recursive = true,
        };
        var run = new RunCommand(context);
        var root = new RootCommand(Description)
        {
            tasks,
            run.Make(),
            LintCommand.Make(context),
            ListCommand.Make(context),
            DescribeCommand.Make(context),
            GraphCommand.Make(context),
            SchemaCommand.Make(context),
            PipeCommand.Make(context),
            NewCommand.Make(context),
            DoctorCommand.Make(context),
            CompletionCommand.Make(context),
        };

        // A file may be called @name: no response files.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] stray = [.. StrayOptions(parsed)];
        if ((parsed.Errors.Count > 0 || stray.Length > 0) && parsed.Action is not HelpAction)
        {
            foreach (string fault in Faults(parsed, stray, run))
            {
                console.Complain(fault);
            }

            string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            console.Complain($"Try 'millstream{command}{(known.Target is { } target ? $" {target}" : "")} --help'.");
            return ExitCode.BadInput;
        }

        bool isHelp = parsed.Action is HelpAction;
        if (isHelp && parsed.CommandResult.Command.Name == "run" && run.TryHelp(console.Out, [.. root.Options.Where(o => o.Recursive && o is not VersionOption)]))
        {
            await console.Out.FlushAsync();
            return ExitCode.Completed;
        }

        var help = new StringWriter();
        int code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = isHelp ? help : console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,

            // Interruption answers Ctrl-C, in its own time.
            ProcessTerminationTimeout = null,
        });

        // The program is called by the name of the tool, whatever the file is called.
        await console.Out.WriteAsync(help.ToString().Replace($"  {RootCommand.ExecutableName} ", "  millstream ", StringComparison.Ordinal));
        await console.Out.FlushAsync();
        return code;
    }

    /// <summary>Says what is wrong with the words of a command line.</summary>
    private static IEnumerable<string> Faults(ParseResult parsed, string[] stray, RunCommand run)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
        {
            string[] names = [.. command.Subcommands.Select(c => c.Name)];
            string? first = parsed.UnmatchedTokens is [string one, ..] ? one : null;
            return
            [
                (first, command is RootCommand) switch
                {
                    (null, true) => $"Name a command: {string.Join(", ", names)}.",
                    (null, false) => $"'{command.Name}' says what: {string.Join(" or ", names)}.",
                    (_, true) => $"There is no command '{first}'.{Suggestions.For(first, names, "There are")}",
                    (_, false) => $"'{command.Name}' takes no '{first}'.{Suggestions.For(first, names)} It takes: {string.Join(", ", names)}.",
                },
            ];
        }

        return stray.Length == 0 ? parsed.Errors.Select(e => Fault(e, parsed, run)).Distinct()
            : command.Name == "run" ? stray.Select(run.Unknown)
            : stray.Select(option =>
            {
                string[] names = [.. command.Options.Select(o => o.Name).Where(n => n != "--help"), "--tasks"];
                return $"'{command.Name}' takes no '{option}'.{Suggestions.For(option, names)} It takes: {string.Join(", ", names)}.";
            });
    }

    private static string Fault(ParseError error, ParseResult parsed, RunCommand run)
    {
        string? extra = parsed.UnmatchedTokens.FirstOrDefault(t => error.Message.Contains($"'{t}'", StringComparison.Ordinal));
        return error.SymbolResult is OptionResult { Tokens.Count: 0 } option ? $"{option.Option.Name}: expects a value; got nothing."
            : extra is null ? error.Message
            : parsed.CommandResult.Command.Name == "run" ? run.Nameless(extra)
            : $"'{parsed.CommandResult.Command.Name}' takes no '{extra}'.";
    }

    /// <summary>Gives what looks like an option and is none, wherever the parser has put it; what stands behind <c>--</c> is none.</summary>
    private static IEnumerable<string> StrayOptions(ParseResult parsed)
    {
        IEnumerable<string> words = parsed.CommandResult.Command.Arguments.SelectMany(a => parsed.GetResult(a)?.Tokens ?? []).Select(t => t.Value).Concat(parsed.UnmatchedTokens);
        HashSet<string> behind = [.. parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Select(t => t.Value)];
        return words.Where(w => w.StartsWith('-') && w.TrimStart('-') is [var letter, ..] && char.IsLetter(letter) && !w.Any(char.IsWhiteSpace) && !behind.Contains(w))
            .Select(w => w.Split('=')[0])
            .Distinct();
    }
}
