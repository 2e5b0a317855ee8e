using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes one graph of a document and those in it, and collects what is wrong with all of them.</summary>
internal sealed class Assembling
{
    /// <summary>How many names are compared with misspelt ones in all: about a second.</summary>
    private const int MostComparisons = 200_000;

    /// <summary>Shorter ones stand in too many words by chance.</summary>
    private const int ShortestHidden = 4;

    private readonly List<DocumentFault> _faults = [];
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private int _comparisons;
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

    /// <summary>Gives the paths of the faults that were told since there were so many.</summary>
    public HashSet<string> FaultsFrom(int count) => [.. _faults.Skip(count).Select(f => f.Path)];

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
    public string Suggest(string name, IEnumerable<string> known, string? all = null)
    {
        if (_comparisons > MostComparisons)
        {
            return "";
        }

        string[] names = [.. known];
        _comparisons += names.Length;
        return Suggestions.For(name, names, all);
    }

    /// <summary>Keeps a value out of all faults: it came out of the environment, which may hold secrets.</summary>
    public void Hide(string value)
    {
        if (value.Length >= ShortestHidden)
        {
            _hidden.Add(value);
        }
    }

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
        message = _hidden.Aggregate(message, static (said, value) => said.Replace(value, "***", StringComparison.Ordinal));
        Add(new DocumentFault(kind, at.Path, message) { File = at.Source.File, Line = place.Line, Column = place.Column });
    }

    public void Add(DocumentFault fault) => _faults.Add(fault);

    /// <summary>Tells what an exception of the core says, once for each of its faults.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="at">Where it came from.</param>
    /// <param name="task">The node.</param>
    /// <param name="descriptor">What its task is, so that settings are called as documents call them.</param>
    public void Fault(Exception exception, Spot at, string task, TaskDescriptor? descriptor = null)
    {
        if (exception is GraphConfigurationException configuration)
        {
            foreach (GraphFault fault in configuration.Faults)
            {
                string message = descriptor is null ? fault.Message : fault.Message.Spelled(descriptor);
                string named = descriptor is null || fault.Kind != FaultKind.BadSetting ? "" : $"'{descriptor.Name}': ";
                Fault(fault.Kind, at, named.Length > 0 && message.StartsWith(named, StringComparison.Ordinal) ? $"'{task}': {message[named.Length..]}" : message);
            }

            return;
        }

        Fault(FaultKind.BadSetting, at, $"'{task}': {Said(exception)}");
    }

    /// <summary>Gives what an exception says, without the name of a parameter in code.</summary>
    public static string Said(Exception exception)
    {
        int parameter = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return parameter < 0 ? exception.Message : exception.Message[..parameter];
    }

    /// <summary>Says whether an exception is the core's way to say that something cannot be.</summary>
    public static bool IsRefusal(Exception exception) => exception is GraphConfigurationException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException;

    public IReadOnlyList<DocumentFault> SortedFaults() => Sorted(_faults, _root);

    /// <summary>Puts faults in the order of the text, those of other files behind those of the document; each once.</summary>
    public static IReadOnlyList<DocumentFault> Sorted(IEnumerable<DocumentFault> faults, GraphDocument root) =>
        [.. faults.Distinct().OrderBy(f => f.File == root.Source.File ? 0 : 1).ThenBy(f => f.File, StringComparer.Ordinal).ThenBy(f => (f.Line, f.Column))];
}
