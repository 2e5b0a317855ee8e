using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes documents of values, and tells what is wrong with their form; what can be read is read all the same.</summary>
internal sealed partial class DocumentReader(SourceMap map)
{
    private readonly List<DocumentFault> _faults = [];

    public IReadOnlyList<DocumentFault> Faults => _faults;

    public void Fault(string path, Place at, string message) =>
        _faults.Add(new DocumentFault(FaultKind.BadDocument, path, message) { File = map.File, Line = at.Line, Column = at.Column });

    /// <summary>Remembers where a member stands: a plain value by itself, others by their name.</summary>
    public void Note(string path, SourceMember member) =>
        map.Add(path, member.Value.Kind is DocumentValueKind.Map or DocumentValueKind.List ? member.At : member.Value.At);

    public GraphDocument Document(SourceValue source, string path)
    {
        if (path.Length == 0)
        {
            map.Add("", source.At);
        }

        var fields = new FieldReader(this, source, path, "A document");
        string name = fields.Text("name") ?? "graph";
        if (string.IsNullOrWhiteSpace(name))
        {
            Fault(fields.PathOf("name"), source.At, "The name of a document is not empty.");
            name = "graph";
        }

        string description = fields.Text("description") ?? "";
        DocumentParameter[] parameters = [.. Members(fields, "parameters", "The parameters are a map: the name of each, and what it is.").Select(m => Parameter(m, $"{fields.PathOf("parameters")}.{m.Name}"))];
        SourceMember[] nodes = [.. Members(fields, "nodes", "The nodes are a map: the id of each, and what it is.")];
        if (source.Kind == DocumentValueKind.Map && !fields.Has("nodes"))
        {
            Fault(fields.PathOf("nodes"), source.At, "A document has nodes. Write nodes: { id: { task: … } }.");
        }

        var made = new List<DocumentNode>();
        foreach (SourceMember node in nodes)
        {
            made.Add(Node(node, $"{fields.PathOf("nodes")}.{node.Name}"));
        }

        DocumentOutput[] outputs = [.. Members(fields, "outputs", "The outputs are a map: the name of each, and the outlet.").Select(m => Output(m, $"{fields.PathOf("outputs")}.{m.Name}"))];
        fields.End();
        return new GraphDocument(name) { Description = description, Parameters = [.. parameters], Nodes = [.. made], Outputs = [.. outputs] };
    }

    /// <summary>Gives a value as it is, without places.</summary>
    private DocumentValue Value(SourceValue source, string path) => source.Kind switch
    {
        DocumentValueKind.List => DocumentValue.List([.. source.Items.Select((item, i) => Noted(item, $"{path}[{i}]"))]),
        DocumentValueKind.Map => DocumentValue.Map([.. Settings(source, path)]),
        _ => source.Scalar,
    };

    private DocumentValue Noted(SourceValue source, string path)
    {
        map.Add(path, source.At);
        return Value(source, path);
    }

    /// <summary>Gives the members of a map as values; a name that is there twice is a fault.</summary>
    private List<DocumentMember> Settings(SourceValue? source, string path)
    {
        var made = new List<DocumentMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SourceMember member in source?.Members ?? [])
        {
            string at = $"{path}.{member.Name}";
            Note(at, member);
            if (!names.Add(member.Name))
            {
                Fault(at, member.At, $"'{member.Name}' is there twice. Leave out one of them.");
            }
            else
            {
                made.Add(new DocumentMember(member.Name, Value(member.Value, at)));
            }
        }

        return made;
    }

    private IReadOnlyList<SourceMember> Members(FieldReader fields, string name, string what)
    {
        SourceValue? value = fields.Take(name);
        if (value is null)
        {
            return [];
        }

        if (value.Kind != DocumentValueKind.Map)
        {
            Fault(fields.PathOf(name), value.At, what);
        }

        foreach (SourceMember member in value.Members)
        {
            Note($"{fields.PathOf(name)}.{member.Name}", member);
        }

        return value.Members;
    }

    private DocumentParameter Parameter(SourceMember member, string path)
    {
        string instead = member.Value.Kind is DocumentValueKind.Text or DocumentValueKind.Number or DocumentValueKind.Truth
            ? $" Write {member.Name}: {{ default: {ValueWords.Short(member.Value.Scalar.Text)} }}." : "";
        var fields = new FieldReader(this, member.Value, path, $"The parameter '{member.Name}'", instead);
        ParameterType? type = fields.Word<ParameterType>("type", [.. Words.ParameterTypes]);
        DocumentValue? given = fields.Take("default") is { } value ? Value(value, fields.PathOf("default")) : null;
        SourceValue? choices = fields.Take("choices");
        if (choices is not null && (choices.Kind != DocumentValueKind.List || choices.Items.Any(c => c.Kind is DocumentValueKind.List or DocumentValueKind.Map)))
        {
            Fault(fields.PathOf("choices"), choices.At, $"'choices' is a list of texts, not {choices.Shown}.");
        }

        var parameter = new DocumentParameter(member.Name, type ?? TypeOf(given, choices))
        {
            Default = given,
            Help = fields.Text("help") ?? "",
            Choices = [.. choices?.Items.Select(c => c.Scalar.Text) ?? []],
        };
        fields.End();
        return parameter;
    }

    private static ParameterType TypeOf(DocumentValue? given, SourceValue? choices) =>
        choices is not null ? ParameterType.Choice : given?.Kind switch
        {
            DocumentValueKind.Truth => ParameterType.Boolean,
            DocumentValueKind.Number => given.NumberValue() is long ? ParameterType.Integer : ParameterType.Number,
            DocumentValueKind.List => ParameterType.List,
            _ => ParameterType.String,
        };

    private DocumentOutput Output(SourceMember member, string path)
    {
        if (member.Value.Kind != DocumentValueKind.Text)
        {
            Fault(path, member.Value.At, $"The output '{member.Name}' is an outlet, 'node.outlet', not {member.Value.Shown}.");
        }

        return new DocumentOutput(member.Name, member.Value.Scalar.Text);
    }
}
