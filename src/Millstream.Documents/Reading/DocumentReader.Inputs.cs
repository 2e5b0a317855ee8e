namespace Millstream.Documents;

// What inlets read.
internal sealed partial class DocumentReader
{
    private static readonly string[] Sources = ["from", "value", "parameter", "input"];

    private List<DocumentInput> Inputs(FieldReader node)
    {
        var made = new List<DocumentInput>();
        foreach (SourceMember inlet in Members(node, "inputs", "The inputs are a map: the name of each inlet, and what it reads."))
        {
            made.Add(Input(inlet, $"{node.PathOf("inputs")}.{inlet.Name}"));
        }

        return made;
    }

    private DocumentInput Input(SourceMember inlet, string path)
    {
        // { from: [a, b], merge: interleave } says how the list is read.
        if (inlet.Value.Kind == DocumentValueKind.Map && inlet.Value.Members.Any(m => m.Name == "merge"))
        {
            var fields = new FieldReader(this, inlet.Value, path, "An input");
            Merge merge = fields.Word<Merge>("merge", [.. Words.Merges]) ?? Merge.Default;
            SourceValue? from = fields.Take("from");
            if (from is not { Kind: DocumentValueKind.List })
            {
                Missing(fields, "from", "What is merged is a list: { from: [a, b], merge: interleave }.");
            }

            fields.End();
            return new DocumentInput(inlet.Name, [.. (from?.Items ?? []).Select((item, i) => SourceAt(item, $"{path}.from[{i}]"))]) { Merge = merge };
        }

        return new DocumentInput(
            inlet.Name,
            inlet.Value.Kind == DocumentValueKind.List
                ? [.. inlet.Value.Items.Select((item, i) => SourceAt(item, $"{path}[{i}]"))]
                : [Source(inlet.Value, path)]);
    }

    private DocumentSource SourceAt(SourceValue source, string path)
    {
        map.Add(path, source.At);
        return Source(source, path);
    }

    private DocumentSource Source(SourceValue source, string path)
    {
        switch (source.Kind)
        {
            case DocumentValueKind.Text:
                return source.Scalar.Text;
            case DocumentValueKind.Number or DocumentValueKind.Truth:
                return new DocumentSource { Value = source.Scalar };
            case DocumentValueKind.Map:
                break;
            default:
                Fault(path, source.At, $"An inlet reads an outlet, 'node.outlet', or {{ value: … }}, {{ parameter: … }} or {{ input: … }}; here is {source.Shown}.");
                return "";
        }

        var fields = new FieldReader(this, source, path, "An input");
        int ways = Sources.Count(fields.Has);
        if (ways != 1)
        {
            Fault(path, source.At, $"An input says one of {string.Join(", ", Sources)}: where its items come from. This one says {(ways == 0 ? "none" : "several")}.");
        }

        var made = new DocumentSource
        {
            From = fields.Text("from"),
            Value = ValueOf(fields, "value"),
            Parameter = fields.Text("parameter"),
            Input = fields.Text("input"),
            When = fields.Take("when") is { } when ? Condition(when, fields.PathOf("when")) : null,
            Transforms = [.. Transforms(fields)],
            Capacity = (int?)fields.Whole("capacity", int.MaxValue),
            Overflow = fields.Word<Graphs.Overflow>("overflow", [.. Words.Overflows]) ?? default,
        };
        if (made.Capacity < 1)
        {
            Fault(fields.PathOf("capacity"), source.At, "An edge holds at least one item.");
            made = made with { Capacity = null };
        }

        fields.End();
        return ways == 0 ? made with { From = "" } : made;
    }

    private List<DocumentTransform> Transforms(FieldReader fields)
    {
        var made = new List<DocumentTransform>();
        SourceValue? one = fields.Take("transform"), several = fields.Take("transforms");
        if (one is not null && several is not null)
        {
            Fault(fields.PathOf("transform"), one.At, "Write 'transform' or 'transforms', not both.");
        }

        if ((one ?? several) is not { } given)
        {
            return made;
        }

        string path = fields.PathOf(one is null ? "transforms" : "transform");
        IReadOnlyList<SourceValue> all = given.Kind == DocumentValueKind.List ? given.Items : [given];
        for (int i = 0; i < all.Count; i++)
        {
            string at = given.Kind == DocumentValueKind.List ? $"{path}[{i}]" : path;
            map.Add(at, all[i].At);
            try
            {
                made.Add(all[i].Kind == DocumentValueKind.Text
                    ? DocumentTransform.Parse(all[i].Scalar.Text)
                    : throw new FormatException($"A transform is a text such as truncate(3), not {all[i].Shown}."));
            }
            catch (FormatException exception)
            {
                Fault(at, all[i].At, exception.Message);
            }
        }

        return made;
    }
}
