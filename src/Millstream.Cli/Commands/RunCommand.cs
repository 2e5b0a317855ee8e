using System.CommandLine;
using System.CommandLine.Completions;
using Millstream.Cli.Running;

namespace Millstream.Cli.Commands;

/// <summary>Runs a document, a sample or a task. Its options are those of what is run.</summary>
internal sealed class RunCommand(CliContext context)
{
    private readonly Argument<string> _what = new("what") { HelpName = "what", Description = "A document (g.yaml, g.json), a sample, or a task by its name. It stands first." };
    private readonly Option<string> _input = new("--input") { Description = "A JSON object with values by their names; - for standard input. Options win over it, and it over the document.", HelpName = "file" };
    private readonly Option<string[]> _set = new("--set") { Description = "A value by its name, of one whose option there is not.", HelpName = "name=value" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Show the run on standard error while it goes on." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the results as one JSON object by the names of the outputs, on one line." };
    private readonly Option<string> _events = new("--events") { Description = "Print each event of the run on standard error: as JSON lines.", HelpName = "jsonl" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what the values come to, secrets as ***, and run nothing." };
    private readonly List<(RunField Field, Option<string[]> Option)> _options = [];
    private RunTarget? _target;

    public Command Make()
    {
        _events.Of("jsonl");
        _what.CompletionSources.Add(_ => Samples.Names.Concat(context.Tasks.Names).Select(n => new CompletionItem(n)));
        var command = new Command("run", "Runs a document, a sample or a task, and prints its results as JSON.") { _what };
        if (context.Known.Target is { } name)
        {
            _target = Find(name);
            AddFields(command);
        }

        foreach (Option option in Own)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    /// <summary>Tells that there is no such option, and which there are.</summary>
    public string Unknown(string option) => _target is null
        ? $"What is run stands first, its options behind it: millstream run g.yaml {option} …"
        : new GivenValues(Fields, _target.Title).Unknown(option, f => f.Option);

    /// <summary>Tells that a value stands behind no option.</summary>
    public string Nameless(string value) =>
        $"'{value}' stands behind no option. Values have names{(Fields is [var first, ..] ? $": {first.Option} {value}" : "")}.";

    /// <summary>Writes what there is to say of what is run; false where nothing is named.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="everywhere">The options of every command.</param>
    public bool TryHelp(TextWriter output, IReadOnlyList<Option> everywhere)
    {
        if (_target is not null)
        {
            RunHelp.Write(output, _target, Fields, [.. Own, .. everywhere], context.Console.Width);
        }

        return _target is not null;
    }

    private Option[] Own => [_input, _set, _watch, _json, _events, _dryRun];

    private IReadOnlyList<RunField> Fields => _fields ??= _target is null ? [] : RunFields.Of(_target);

    private IReadOnlyList<RunField>? _fields;

    private RunTarget? Find(string name)
    {
        try
        {
            return RunTarget.Find(name, context.Tasks, context.Rules);
        }
        catch (CliException) when (context.Known.IsOnlyLookedAt)
        {
            return null;
        }
    }

    private void AddFields(Command command)
    {
        foreach (RunField field in Fields.Where(f => Own.All(o => o.Name != f.Option) && f.Option is not ("--help" or "--tasks")))
        {
            var option = new Option<string[]>(field.Option)
            {
                Arity = field.IsSwitch ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            };
            if (field.Kind != FieldKind.Setting && field.Option != $"--{field.Name}")
            {
                option.Aliases.Add($"--{field.Name}");
            }

            foreach (string choice in field.Choices)
            {
                option.CompletionSources.Add(choice);
            }

            _options.Add((field, option));
            command.Options.Add(option);
        }
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        RunTarget target = _target ?? throw CliException.BadInput("Name what is run first: millstream run g.yaml --option value.");
        var values = new GivenValues(Fields, target.Title);
        if (parsed.GetValue(_input) is { } input)
        {
            values.TakeJson(ReadInput(input), input == "-" ? "standard input" : $"'{input}'");
        }

        foreach ((RunField field, Option<string[]> option) in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                values.Take(field, parsed.GetValue(option) ?? []);
            }
        }

        foreach (string pair in parsed.GetValue(_set) ?? [])
        {
            values.TakePair(pair);
        }

        PreparedRun prepared = PreparedRun.Of(target, values, context.Rules);
        if (parsed.GetValue(_dryRun))
        {
            DryRun.Write(context.Console.Out, target, Fields, values.Values, prepared);
            return ExitCode.Completed;
        }

        return await new Runner(context.Console).RunAsync(
            prepared.Graph,
            prepared.Inputs,
            new RunnerOptions { IsObject = parsed.GetValue(_json), Watches = parsed.GetValue(_watch), WritesEvents = parsed.GetValue(_events) is not null });
    }

    private string ReadInput(string file)
    {
        try
        {
            return file == "-" ? context.Console.In.ReadToEnd() : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"--input: '{file}' cannot be read: {exception.Message}");
        }
    }
}
