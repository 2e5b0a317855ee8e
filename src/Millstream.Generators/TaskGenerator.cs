using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;
using Millstream.Generators.Reading;
using Millstream.Generators.Writing;

namespace Millstream.Generators;

/// <summary>Turns methods with <c>[StreamTask]</c> into tasks: a definition of each, and methods that place it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TaskGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps, for tests of what is made anew.</summary>
    internal const string ReadStep = "Read", FaultStep = "Faults", ClassStep = "Classes", CatalogueStep = "Catalogue";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TaskReading> read = context.SyntaxProvider
            .ForAttributeWithMetadataName(Symbols.StreamTask, static (_, _) => true, TaskReader.Read)
            .WithTrackingName(ReadStep);

        IncrementalValuesProvider<Fault> faults = read.SelectMany(static (reading, _) => reading.Faults).WithTrackingName(FaultStep);
        context.RegisterSourceOutput(faults, static (output, fault) => output.ReportDiagnostic(fault.ToDiagnostic()));

        // Found only when all names are there; kept apart from the tasks, which do not change when one moves.
        IncrementalValuesProvider<Fault> doubled = read
            .Where(static reading => reading.Name is not null)
            .Select(static (reading, _) => reading.Name!)
            .Collect()
            .SelectMany(static (names, _) => Doubled(names));
        context.RegisterSourceOutput(doubled, static (output, fault) => output.ReportDiagnostic(fault.ToDiagnostic()));

        IncrementalValueProvider<ImmutableArray<TaskModel>> tasks = read
            .Where(static reading => reading.Task is not null)
            .Select(static (reading, _) => reading.Task!)
            .Collect();

        IncrementalValuesProvider<ClassTasks> classes = tasks.SelectMany(static (all, _) => ByClass(all)).WithTrackingName(ClassStep);
        context.RegisterSourceOutput(classes, static (output, tasks) => output.AddSource(tasks.FileName, ClassWriter.Write(tasks)));

        IncrementalValueProvider<(CatalogueModel Tasks, string? Assembly)> catalogue = tasks
            .Select(static (all, _) => CatalogueModel.Of(all))
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName))
            .WithTrackingName(CatalogueStep);
        context.RegisterSourceOutput(catalogue, static (output, one) =>
        {
            if (!one.Tasks.IsEmpty)
            {
                output.AddSource("StreamTasks.g.cs", CatalogueWriter.Write(one.Assembly, one.Tasks));
            }
        });
    }

    private static IEnumerable<Fault> Doubled(ImmutableArray<TaskName> names) =>
        from same in names.GroupBy(n => n.Name)
        let first = same.First()
        from other in same.Skip(1)
        where other.Class != first.Class
        select other.At with
        {
            Arguments = new([$"{first.Class}.{first.Method}", $"{other.Class}.{other.Method}", other.Name, other.Class + other.Name]),
        };

    private static IEnumerable<ClassTasks> ByClass(ImmutableArray<TaskModel> tasks)
    {
        // Hint names differ by more than upper and lower case.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (IGrouping<ClassModel, TaskModel> group in tasks.GroupBy(t => t.Class))
        {
            string name = (group.Key.Namespace.Length == 0 ? "" : group.Key.Namespace + ".") + group.Key.Name;
            name = name.Replace("@", "");
            string free = name;
            for (int number = 2; !taken.Add(free); number++)
            {
                free = $"{name}-{number}";
            }

            yield return new ClassTasks($"{free}.Tasks.g.cs", new(group));
        }
    }
}
