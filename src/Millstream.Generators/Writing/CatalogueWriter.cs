using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>What the catalogue of an assembly has, in the order of the source.</summary>
/// <param name="Definitions">The tasks that are not generic.</param>
/// <param name="Families">The generic ones that data can name.</param>
internal sealed record CatalogueModel(EquatableList<string> Definitions, EquatableList<string> Families)
{
    public bool IsEmpty => Definitions.Count + Families.Count == 0;

    public static CatalogueModel Of(ImmutableArray<TaskModel> tasks) => new(
        new(tasks.Where(t => !t.IsGeneric).Select(t => $"{ClassWriter.FullNameOfDefinitions(t.Class)}.{t.Identifier}")),
        new(tasks.Where(t => t.IsFamily).Select(t => $"{ClassWriter.FullNameOfDefinitions(t.Class)}.{t.FamilyIdentifier}")));
}

/// <summary>Writes the catalogue of an assembly's tasks.</summary>
internal static class CatalogueWriter
{
    public static string Write(string? assembly, CatalogueModel catalogue)
    {
        var code = new CodeWriter();
        ClassWriter.WriteHead(code);
        code.Line($"namespace {NamespaceOf(assembly)};");
        code.Line();
        code.Comment("The tasks of this assembly.");
        code.Line("internal static class StreamTasks");
        code.Open();
        code.Line($"private static {Api.Root}TaskCatalogue? _catalogue;");
        code.Line();
        code.Comment("Gets the tasks by their names, and families of generic ones.");
        code.Line($"public static {Api.Root}TaskCatalogue Catalogue => _catalogue ??= new(");
        List(code, catalogue.Definitions, catalogue.Families.Count > 0 ? "]," : "]);");
        if (catalogue.Families.Count > 0)
        {
            List(code, catalogue.Families, "]);");
        }

        code.Close();
        return code.ToString();
    }

    private static void List(CodeWriter code, IEnumerable<string> items, string end)
    {
        code.Open("[");
        foreach (string item in items)
        {
            code.Line(item + ",");
        }

        code.Close(end);
    }

    private static string NamespaceOf(string? assembly) =>
        string.Join(".", (assembly ?? "Tasks").Split('.').Select(Part));

    private static string Part(string part)
    {
        string word = string.Concat(part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_'));
        return word.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(word[0]) ? TypeText.Name(word) : "_" + word;
    }
}
