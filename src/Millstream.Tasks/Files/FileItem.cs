using Millstream.Data;
using Millstream.Supplies;

namespace Millstream.Files;

/// <summary>A file that came as an item: a row of a folder, or a path.</summary>
internal static class FileItem
{
    /// <summary>Gives its path. An item called <c>-</c> is a file of that name: only whoever writes the graph may mean standard input.</summary>
    /// <param name="item">The item.</param>
    /// <param name="context">Says which files may be read: which one it is was not known before the item came.</param>
    /// <exception cref="TaskInputException">The item names no file, or one that is not granted.</exception>
    public static string PathOf(object? item, TaskContext context)
    {
        string path = Named(item);
        return !context.IsEntitled("filesystem:read", FileResource.Of(path)) ? throw TaskInputException.Because($"The file '{path}' is none that the run's policy grants (filesystem:read).")
            : path == "-" ? Path.Join(".", path)
            : path;
    }

    /// <summary>Gives what a person calls it: its path below the folder where it was found.</summary>
    public static string NameOf(object? item) =>
        item is Row row && row.Columns.IndexOf("file") is >= 0 and int at ? row[at].ToString() : Named(item);

    private static string Named(object? item) => Cell.From(item) switch
    {
        { Kind: CellKind.Text } text when text.Characters.Length > 0 => text.ToString(),
        { Row: { } row } when row.Columns.IndexOf("path") is >= 0 and int at && row[at] is { Kind: CellKind.Text } path => path.ToString(),
        var other => throw TaskInputException.Because($"{other.ToJson()} names no file. It is a path, or a row with the column 'path', as 'folder.files' and 'folder.watch' give it."),
    };
}
