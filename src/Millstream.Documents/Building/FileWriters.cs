using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream.Documents;

/// <summary>Which nodes of a graph write which files, by what their tasks declare: of two that write one file, one would leave nothing of the other.</summary>
internal sealed class FileWriters(Assembling assembling)
{
    private const string Writes = "filesystem:write";
    private readonly Dictionary<string, (string Node, bool Appends)> _writers = new(StringComparer.Ordinal);

    /// <summary>Looks which files a node writes, and tells those that another writes too, unless both append.</summary>
    /// <param name="id">The node.</param>
    /// <param name="task">Its task, with its settings.</param>
    /// <param name="at">Where the node stands.</param>
    public void Look(string id, TaskDefinition task, Spot at)
    {
        if (task.IsUnchecked)
        {
            // Which file it is, only a run says.
            return;
        }

        bool appends = task.Descriptor.Settings.FirstOrDefault(s => s.Name == "Append")?.Value(task.Settings) is true;
        foreach (string path in SupplyNeeds.Of(task, task.Settings).EntitlementsNow.Where(e => e.Name == Writes).Select(e => e.Canonical().Resource).OfType<string>())
        {
            // Those of the system (/dev/null) are no files that hold what is written.
            if (path.Length > 0 && !path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/proc/", StringComparison.Ordinal)
                && !_writers.TryAdd(path, (id, appends)) && !(appends && _writers[path].Appends))
            {
                string does = _writers[path].Node;
                assembling.Fault(
                    FaultKind.BadSetting,
                    at.At("settings").At("path"),
                    $"'{id}' writes the file '{path}', and so does '{does}': one would leave nothing of the other. Give each its own file, set 'append' for both, or have one node write the items of both.");
            }
        }
    }
}
