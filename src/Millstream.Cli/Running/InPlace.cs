using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream.Cli.Running;

/// <summary>Files that a graph both reads and writes: what it has written of one when it is interrupted is not all that was in it.</summary>
internal static class InPlace
{
    /// <summary>Gives the first of them, by what the tasks declare; null when there is none.</summary>
    public static string? FileOf(TaskGraph graph)
    {
        Entitlement[] needs = [.. SupplyCheck.NeededBy(graph)];
        return FilesOf("filesystem:read").Intersect(FilesOf("filesystem:write"), StringComparer.Ordinal).FirstOrDefault();

        IEnumerable<string> FilesOf(string what) => needs.Where(n => n.Name == what).Select(n => n.Resource).OfType<string>().Where(path => path.Length > 0);
    }
}
