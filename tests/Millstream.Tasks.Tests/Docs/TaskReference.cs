using System.Globalization;
using System.Text;

namespace Millstream.Docs;

/// <summary>The page of all tasks, written from their descriptors.</summary>
internal static class TaskReference
{
    public static string Write(TaskCatalogue catalogue)
    {
        var page = new StringBuilder();
        page.Append("# Tasks of the catalogue\n\n");
        page.Append("Written from the descriptors of the tasks; do not edit. [data.md](../data.md) tells what rows and expressions are.\n\n");
        page.Append("| task | reads | gives | |\n| --- | --- | --- | --- |\n");
        TaskDescriptor[] tasks = [.. catalogue.Tasks.Select(t => t.Descriptor).Concat(catalogue.Families.Select(f => f.Descriptor)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        foreach (TaskDescriptor task in tasks)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [`{task.Name}`](#{task.Name.Replace(".", "", StringComparison.Ordinal)}) | {Ports(task.Inlets.Select(i => (i.Name, i.ItemType)))} | {Ports(task.Outlets.Select(o => (o.Name, o.ItemType)))} | {FirstSentence(task.Documentation)} |\n");
        }

        foreach (TaskDescriptor task in tasks)
        {
            Task(page, task);
        }

        return page.ToString();
    }

    private static void Task(StringBuilder page, TaskDescriptor task)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {task.Name}\n\n{Cell(task.Documentation)}\n");
        if (task.Inlets.Count + task.Outlets.Count > 0)
        {
            page.Append("\n| port | items | |\n| --- | --- | --- |\n");
            foreach (InletDescriptor inlet in task.Inlets)
            {
                string reads = inlet.Kind switch { InletKind.List => "all at once, when they have ended", InletKind.Stream => "as a stream", _ => "one by one" };
                page.Append(CultureInfo.InvariantCulture, $"| inlet `{inlet.Name}` | {Type(inlet.ItemType)} | {reads}{(inlet.IsOptional ? "; may be left out" : "")}{(inlet.Documentation.Length > 0 ? $". {Cell(inlet.Documentation)}" : "")} |\n");
            }

            foreach (OutletDescriptor outlet in task.Outlets)
            {
                page.Append(CultureInfo.InvariantCulture, $"| outlet `{outlet.Name}` | {Type(outlet.ItemType)} | |\n");
            }
        }

        SettingDescriptor[] settings = [.. task.Settings.Where(s => !s.IsHidden)];
        if (settings.Length > 0)
        {
            page.Append("\n| setting | type | default | |\n| --- | --- | --- | --- |\n");
            foreach (SettingDescriptor setting in settings)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{Camel(setting.Name)}` | {(setting.Format == "list" ? "list, or text with commas" : Type(setting.Type))} | {Default(setting)} | {Cell(setting.Documentation)} |\n");
            }
        }
    }

    private static string Ports(IEnumerable<(string Name, Type Type)> ports) =>
        string.Join(", ", ports.Select(p => $"`{p.Name}` {Type(p.Type)}")) is { Length: > 0 } all ? all : "nothing";

    private static string Type(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? $"{Type(inner)}, or none"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(n => $"`{Camel(n)}`"))
        : type == typeof(object) ? "anything"
        : type.Name == "OpenItem" ? "of any type"
        : System.Type.GetTypeCode(type) switch
        {
            TypeCode.String => "text",
            TypeCode.Boolean => "true or false",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "whole number",
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => "number",
            _ when type == typeof(TimeSpan) => "duration",
            _ when type == typeof(Credential) => "credential",
            _ when type == typeof(IReadOnlyList<string>) => "list of texts",
            _ when type == typeof(IReadOnlyDictionary<string, string>) => "texts by names",
            _ => type.Name.ToLowerInvariant(),
        };

    private static string Default(SettingDescriptor setting) => setting.Default switch
    {
        null => "",
        "" => "",
        Enum choice => $"`{Camel(choice.ToString())}`",
        bool truth => truth ? "`true`" : "`false`",
        string text => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`",
        IFormattable number => $"`{number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}`",
        _ => "",
    };

    private static string FirstSentence(string documentation)
    {
        int end = documentation.IndexOf(". ", StringComparison.Ordinal);
        int colon = documentation.IndexOf(": ", StringComparison.Ordinal);
        int at = (end, colon) switch { ( < 0, < 0) => -1, ( < 0, _) => colon, (_, < 0) => end, _ => Math.Min(end, colon) };
        return Cell((at < 0 ? documentation : documentation[..at]).TrimEnd('.'));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
