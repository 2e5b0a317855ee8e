using Microsoft.CodeAnalysis.CSharp;
using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>Writes the catalogue of an assembly's tasks.</summary>
internal static class CatalogueWriter
{
    public static string Write(string? assembly, IEnumerable<string> definitions)
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
        code.Comment("Gets the tasks by their names; generic ones are none until they are placed.");
        code.Line($"public static {Api.Root}TaskCatalogue Catalogue => _catalogue ??= new(");
        code.Open("[");
        foreach (string definition in definitions)
        {
            code.Line(definition + ",");
        }

        code.Close("]);");
        code.Close();
        return code.ToString();
    }

    /// <summary>The definitions that are not generic, in the order of the source.</summary>
    public static EquatableList<string> DefinitionsOf(IEnumerable<TaskModel> tasks) =>
        new(tasks.Where(t => !t.IsGeneric).Select(t => $"{ClassWriter.FullNameOfDefinitions(t.Class)}.{t.Identifier}"));

    private static string NamespaceOf(string? assembly) =>
        string.Join(".", (assembly ?? "Tasks").Split('.').Select(Part));

    private static string Part(string part)
    {
        string word = string.Concat(part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_'));
        return word.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(word[0]) ? TypeText.Name(word) : "_" + word;
    }
}
