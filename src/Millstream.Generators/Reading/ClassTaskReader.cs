using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>Reads a class that carries the attribute: a task that decides on its ports by itself.</summary>
internal static class ClassTaskReader
{
    public static TaskReading Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        string name = attribute.Named<string>("Name") ?? type.Name;
        CheckClass(type, faults);
        var comments = Comments.Of(type, cancellationToken);
        var task = new TaskModel
        {
            Class = TaskReader.ClassOf(type),
            ClassType = TypeText.Of(type),
            Identifier = TypeText.Name(type.Name),
            Name = name,
            Label = attribute.Named<string>("Label"),
            Version = attribute.Named<string>("Version"),
            Documentation = comments.Summary,
            IsReplayable = attribute.Named<bool?>("IsReplayable"),
            IsPublic = TaskReader.IsPublic(type),
            TypeParameters = new(TaskReader.TypeParametersOf(type)),
            Parameters = new(SettingsOf(type) is { } settings ? [Settings(settings, cancellationToken)] : []),
            Entitlements = NeedsReader.Read(type, name, faults),
        };
        return new(
            faults.Count == 0 ? task : null,
            new(faults),
            faults.Count > 0 || (task.IsGeneric && !task.IsFamily)
                ? null
                : new TaskName(name, type.Name, type.Name, Fault.Of(TaskFaults.DuplicateInAssembly, type.Locations[0])));
    }

    private static ParameterModel Settings(ITypeSymbol settings, CancellationToken cancellationToken) => new()
    {
        Name = "settings",
        Role = ParameterRole.Settings,
        Type = TypeText.Of(settings),
        Settings = SettingsReader.Read(settings, cancellationToken),
    };

    private static ITypeSymbol? SettingsOf(INamedTypeSymbol type) =>
        Bases(type).Select(b => b.Argument("Millstream.StreamTask`1")).FirstOrDefault(s => s is not null);

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at;
        }
    }

    private static void CheckClass(INamedTypeSymbol type, List<Fault> faults)
    {
        if (!Bases(type).Any(b => b.Is("Millstream.StreamTask")))
        {
            Add("it does not derive from StreamTask", $"class {type.Name} : StreamTask");
        }
        else if (type.IsAbstract)
        {
            Add("it is abstract", $"sealed class {type.Name}");
        }
        else if (!type.InstanceConstructors.Any(c => c.Parameters.Length == 0 && TaskReader.IsReachable(c.DeclaredAccessibility)))
        {
            Add("it has no constructor without parameters", $"public {type.Name}() {{ }}");
        }

        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.IsFileLocal || !TaskReader.IsReachable(at.DeclaredAccessibility))
            {
                Add($"'{at.Name}' is {(at.IsFileLocal ? "local to its file" : SyntaxFacts.GetText(at.DeclaredAccessibility))}", $"internal class {at.Name}");
            }
        }

        void Add(string reason, string correction) => faults.Add(Fault.Of(TaskFaults.NoTaskClass, type.Locations[0], type.Name, reason, correction));
    }
}
