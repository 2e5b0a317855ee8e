using Millstream.Documents;

namespace Millstream.Cli;

/// <summary>Faults as editors and terminals find their places: <c>g.yaml:3:12: nodes.lines.task: …</c></summary>
internal static class FaultText
{
    public static string Of(DocumentFault fault, string file) => Printable(
        $"{fault.File ?? file}{(fault.Line > 0 ? $":{fault.Line}:{fault.Column}" : "")}: {(fault.Path.Length == 0 ? "" : $"{fault.Path}: ")}{fault.Message}");

    /// <summary>Makes a text printable that others wrote: it moves no cursor, and stays on its line.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString())) : text;

    /// <summary>Says why a file cannot be read.</summary>
    public static string Unreadable(string file, Exception exception) =>
        exception is FileNotFoundException or DirectoryNotFoundException ? $"{file}: There is no such file."
        : exception is ArgumentException ? $"'{file}': This is no path of a file."
        : Directory.Exists(file) ? $"{file}: This is a directory. Name the documents in it: {Path.Combine(file, "*.yaml")}."
        : $"{file}: It cannot be read: {exception.Message}";
}
