using System.CommandLine;
using Millstream.Cli.Commands;

namespace Millstream.Cli.Running;

/// <summary>The help of <c>run</c> for what is run: what is its own comes first, the settings of its nodes last.</summary>
internal static class RunHelp
{
    public static void Write(TextWriter output, RunTarget target, IReadOnlyList<RunField> fields, IReadOnlyList<Option> options, int width)
    {
        if (target.Document.Description.Length > 0)
        {
            TaskWords.Wrapped(output, target.Document.Description, width);
            output.Write('\n');
        }

        output.Write($"Usage:\n  millstream run {target.Title} [options]\n");
        Part(output, "Parameters", fields.Where(f => f.Kind == FieldKind.Parameter), width);
        Part(output, "Inputs", fields.Where(f => f.Kind == FieldKind.Input), width);
        if (target.OnlyNode is not null)
        {
            Part(output, "Settings", fields.Where(f => f.Kind == FieldKind.Setting), width);
        }

        output.Write("\nOptions of the program:\n");
        TaskWords.Columns(output, options.Select(o => (o.HelpName is { } value ? $"{o.Name} <{value}>" : o.Name, o.Description ?? "")), width);
        if (target.OnlyNode is null)
        {
            Part(output, "Settings of nodes", fields.Where(f => f.Kind == FieldKind.Setting), width);
        }
    }

    private static void Part(TextWriter output, string title, IEnumerable<RunField> fields, int width)
    {
        (string, string)[] lines = [.. fields.Select(f => ($"{f.Option} <{f.Type}>", Describe(f)))];
        if (lines.Length > 0)
        {
            output.Write($"\n{title}:\n");
            TaskWords.Columns(output, lines, width);
        }
    }

    private static string Describe(RunField field) => string.Join(
        ' ',
        new[]
        {
            TaskWords.First(field.Help) is { Length: > 0 } help && help[^1] is not ('.' or ':') && (field.IsCredential || field.Choices.Count > 0) ? help + "." : TaskWords.First(field.Help),
            field.IsCredential ? "The name of a secret." : "",
            field.Choices.Count > 0 ? $"One of: {string.Join(", ", field.Choices)}." : "",
            field.IsRequired ? "(required)" : field.Default is { } given ? $"[default:{TaskWords.FixedSpace}{given}]" : "",
        }.Where(part => part.Length > 0));
}
