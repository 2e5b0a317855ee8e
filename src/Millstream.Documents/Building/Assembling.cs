using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes one graph of a document and those in it, and collects what is wrong with all of them.</summary>
internal sealed class Assembling
{
    private const int MostSuggestions = 200;
    private readonly List<DocumentFault> _faults = [];
    private readonly GraphDocument _root;
    private int _nodes;

    public Assembling(TaskCatalogue catalogue, DocumentRules rules, bool isCheck, GraphDocument root)
    {
        Catalogue = catalogue;
        Rules = rules;
        IsCheck = isCheck;
        _root = root;
        Files = new GraphFiles(this);
    }

    public TaskCatalogue Catalogue { get; }

    public DocumentRules Rules { get; }

    /// <summary>Gets whether nothing will run, so that what only a run is given may be missing.</summary>
    public bool IsCheck { get; }

    public GraphFiles Files { get; }

    public int FaultCount => _faults.Count;

    /// <summary>Gets the names of the tasks that documents may have.</summary>
    public IEnumerable<string> TaskNames => Rules.AllowedTasks is { } allowed ? Catalogue.Names.Where(allowed.Contains) : Catalogue.Names;

    public TaskGraph? Build(GraphDocument document, IReadOnlyDictionary<string, object?>? given)
    {
        var spot = new Spot(_root.Source, "");
        var references = References.Of(
            this, document.Parameters, spot, given?.ToDictionary(g => g.Key, g => new Resolved(g.Value), StringComparer.Ordinal) ?? [], around: null);
        return new GraphAssembly(this, document, spot, document.Directory, references, new Dictionary<string, Port>()).Make();
    }

    /// <summary>Gives what a misspelt name may have meant, as the last sentence of a fault; not where there are very many, as each takes time.</summary>
    public string Suggest(string name, IEnumerable<string> known, string? all = null) => _faults.Count < MostSuggestions ? Suggestions.For(name, known, all) : "";

    /// <summary>Counts the nodes of another graph; false, and told, where there are too many.</summary>
    public bool Takes(int nodes, Spot at)
    {
        _nodes += nodes;
        if (_nodes <= Rules.Limits.MaxNodes)
        {
            return true;
        }

        Fault(FaultKind.TooManyTasks, at, $"The document has more than {Rules.Limits.MaxNodes} nodes.");
        return false;
    }

    public void Fault(FaultKind kind, Spot at, string message)
    {
        Place place = at.Source.Find(at.Path);
        Add(new DocumentFault(kind, at.Path, message) { File = at.Source.File, Line = place.Line, Column = place.Column });
    }

    public void Add(DocumentFault fault) => _faults.Add(fault);

    /// <summary>Tells what an exception of the core says, once for each of its faults.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="at">Where it came from.</param>
    /// <param name="task">The node.</param>
    /// <param name="work">What the node does, so that a fault of a setting is shown there.</param>
    /// <param name="descriptor">What its task is, so that settings are called as documents call them.</param>
    public void Fault(Exception exception, Spot at, string task, DocumentWork? work = null, TaskDescriptor? descriptor = null)
    {
        if (exception is GraphConfigurationException configuration)
        {
            foreach (GraphFault fault in configuration.Faults)
            {
                bool isOfSetting = fault.Kind == FaultKind.BadSetting && work is TaskWork;
                string message = isOfSetting && descriptor is not null ? fault.Message.Spelled(descriptor) : fault.Message;
                string named = isOfSetting ? $"'{((TaskWork)work!).Task}': " : "";
                Fault(
                    fault.Kind,
                    isOfSetting && SettingIn(fault.Message, (TaskWork)work!) is { } setting ? at.At("settings").At(setting) : at,
                    isOfSetting && message.StartsWith(named, StringComparison.Ordinal) ? $"'{task}': {message[named.Length..]}" : message);
            }

            return;
        }

        string said = exception.Message;
        int parameter = said.IndexOf(" (Parameter '", StringComparison.Ordinal);
        Fault(FaultKind.BadSetting, at, $"'{task}': {(parameter < 0 ? said : said[..parameter])}");
    }

    /// <summary>Finds the setting of a node that a message names; null for none.</summary>
    private static string? SettingIn(string message, TaskWork work)
    {
        const string Word = "setting '";
        int start = message.IndexOf(Word, StringComparison.Ordinal) + Word.Length;
        int end = start < Word.Length ? -1 : message.IndexOf('\'', start);
        return end < 0 ? null
            : work.Settings.FirstOrDefault(s => s.Name.Replace("_", "", StringComparison.Ordinal).Equals(message[start..end], StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>Says whether an exception is the core's way to say that something cannot be.</summary>
    public static bool IsRefusal(Exception exception) => exception is GraphConfigurationException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException;

    public IReadOnlyList<DocumentFault> SortedFaults() => [.. _faults.Distinct().OrderBy(f => f.File == _root.Source.File ? 0 : 1).ThenBy(f => f.File, StringComparer.Ordinal).ThenBy(f => (f.Line, f.Column))];
}
