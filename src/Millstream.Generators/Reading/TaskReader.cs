using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>What was read of one method: a task, or what is wrong with it.</summary>
/// <param name="Task">The task; null where something is wrong with it.</param>
/// <param name="Faults">What is wrong.</param>
/// <param name="Name">Where the task is declared, for what is found only beside the other tasks.</param>
internal sealed record TaskReading(TaskModel? Task, EquatableList<Fault> Faults, TaskName? Name);

/// <summary>The name of a task, and where it is declared.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Class">The class of its method.</param>
/// <param name="Method">The method.</param>
/// <param name="At">The fault that it is, when another task has the name: its place alone counts.</param>
internal sealed record TaskName(string Name, string Class, string Method, Fault At);

/// <summary>Reads a method that carries the attribute.</summary>
internal static class TaskReader
{
    public static TaskReading Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (context.TargetSymbol is INamedTypeSymbol type)
        {
            return ClassTaskReader.Read(type, context.Attributes[0], cancellationToken);
        }

        if (context.TargetSymbol is not IMethodSymbol method)
        {
            return new(null, default, null);
        }

        var faults = new List<Fault>();
        AttributeData attribute = context.Attributes[0];
        string name = NameOf(method, attribute);
        CheckReach(method, faults);
        CheckName(method, attribute, name, faults);
        var comments = Comments.Of(method, cancellationToken);
        EquatableList<ParameterModel> parameters = new ParameterReader(method, name, comments, faults, cancellationToken).Read();
        ResultModel result = new ResultReader(method, name, faults).Read(parameters);
        var ports = new PortReader(name, faults);
        result = result with { Outlets = new(result.Outlets.Select(o => ports.Of(o, method))) };
        var options = new OptionsReader(attribute, name, faults);
        var task = new TaskModel
        {
            Class = ClassOf(method.ContainingType),
            Identifier = IdentifierOf(method, attribute),
            Method = TypeText.Name(method.Name),
            Name = name,
            Label = attribute.Named<string>("Label"),
            Version = attribute.Named<string>("Version"),
            Documentation = comments.Summary,
            IsReplayable = attribute.Named<bool?>("IsReplayable"),
            IsPublic = IsPublic(method),
            IsStatic = method.IsStatic,
            TypeParameters = new(TypeParametersOf(method)),
            MethodTypeArguments = new(method.TypeParameters.Select(t => TypeText.Name(t.Name))),
            Parameters = parameters,
            Entitlements = NeedsReader.Read(method, name, faults),
            Result = result,
            Combine = attribute.Named<int>("Combine") switch { 1 => "ZipStrict", 2 => "Latest", 3 => "Timestamp", _ => null },
            Options = options.Read(),
            HasTimeout = options.HasTimeout,
        };
        options.Check(task);
        ports.Check(method, task);
        return new(
            faults.Count == 0 ? task : null,
            new(faults),
            faults.Count > 0 || (task.IsGeneric && !task.IsFamily) ? null : new TaskName(name, method.ContainingType.Name, method.Name, Fault.Of(TaskFaults.DuplicateInAssembly, method.Locations[0])));
    }

    private static string NameOf(IMethodSymbol method, AttributeData attribute) => attribute.Named<string>("Name") ?? WithoutAsync(method.Name);

    /// <summary>The name in C#: the method's, or where two task methods share that, the task's.</summary>
    private static string IdentifierOf(IMethodSymbol method, AttributeData attribute) => TypeText.Name(
        attribute.Named<string>("Name") is { } name && SyntaxFacts.IsValidIdentifier(name) && Overloads(method).Any()
            ? name
            : WithoutAsync(method.Name));

    private static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;

    /// <summary>The other tasks in the class whose methods would have the same name in C#.</summary>
    private static IEnumerable<IMethodSymbol> Overloads(IMethodSymbol method) => TasksBeside(method).Where(m => WithoutAsync(m.Name) == WithoutAsync(method.Name));

    private static IEnumerable<IMethodSymbol> TasksBeside(IMethodSymbol method) => method.ContainingType.GetMembers().OfType<IMethodSymbol>()
        .Where(m => !SymbolEqualityComparer.Default.Equals(m, method) && m.Attribute(Symbols.StreamTask) is not null);

    private static void CheckName(IMethodSymbol method, AttributeData attribute, string name, List<Fault> faults)
    {
        // Told at the later one of two.
        IMethodSymbol[] before = [.. TasksBeside(method).Where(other => IsBefore(other, method))];
        string apart = WithoutAsync(method.Name) + (method.Parameters.Length > 0 ? "Of" + Capital(method.Parameters[0].Type.Name) : "2");
        string identifier = IdentifierOf(method, attribute);
        if (Array.Exists(before, other => NameOf(other, AttributeOf(other)) == name))
        {
            faults.Add(Fault.Of(TaskFaults.DuplicateTask, method.Locations[0], method.ContainingType.Name, name, apart));
        }
        else if (Array.Find(before, other => IdentifierOf(other, AttributeOf(other)) == identifier) is { } first)
        {
            faults.Add(Fault.Of(
                TaskFaults.DuplicateMethod,
                method.Locations[0],
                method.ContainingType.Name,
                NameOf(first, AttributeOf(first)),
                name,
                identifier,
                apart + (method.Name == WithoutAsync(method.Name) ? "" : "Async")));
        }
    }

    private static AttributeData AttributeOf(IMethodSymbol task) => task.Attribute(Symbols.StreamTask)!;

    private static bool IsBefore(IMethodSymbol other, IMethodSymbol method)
    {
        Location a = other.Locations[0], b = method.Locations[0];
        int files = string.CompareOrdinal(a.SourceTree?.FilePath, b.SourceTree?.FilePath);
        return files < 0 || (files == 0 && a.SourceSpan.Start < b.SourceSpan.Start);
    }

    private static string Capital(string word) => word.Length == 0 ? "Array" : char.ToUpperInvariant(word[0]) + word.Substring(1);

    private static void CheckReach(IMethodSymbol method, List<Fault> faults)
    {
        string good = $"internal {(method.IsStatic ? "static " : "")}{TypeText.ForMessage(method.ReturnType)} {method.Name}(…)";
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            Add("it is a local function", good + "' in a class");
            return;
        }

        if (!IsReachable(method.DeclaredAccessibility))
        {
            Add($"it is {SyntaxFacts.GetText(method.DeclaredAccessibility)}", good);
        }

        if (method is { IsStatic: true, IsAbstract: true })
        {
            Add("a static abstract method has no body to call", good + "' with a body");
        }

        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || !IsReachable(type.DeclaredAccessibility))
            {
                string word = type.IsFileLocal ? "local to its file" : SyntaxFacts.GetText(type.DeclaredAccessibility);
                Add($"its class '{type.Name}' is {word}", $"internal {(type.IsStatic ? "static " : "")}class {type.Name}");
            }
            else if (type.IsRefLikeType)
            {
                Add($"its type '{type.Name}' is a ref struct", $"internal class {type.Name}");
            }
        }

        void Add(string reason, string correction) =>
            faults.Add(Fault.Of(TaskFaults.Unreachable, method.Locations[0], method.Name, reason, correction));
    }

    public static bool IsReachable(Accessibility accessibility) =>
        accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    public static bool IsPublic(ISymbol member)
    {
        for (ISymbol? symbol = member; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingType)
        {
            if (symbol.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    public static ClassModel ClassOf(INamedTypeSymbol type)
    {
        string name = type.Name;
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.Name + name;
        }

        return new ClassModel
        {
            Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } space ? TypeText.OfNamespace(space) : "",
            Name = name,
            FullName = TypeText.Of(type),
            Reference = type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat),
        };
    }

    public static IEnumerable<TypeParameterModel> TypeParametersOf(ISymbol member)
    {
        IEnumerable<ITypeParameterSymbol> all = (member as IMethodSymbol)?.TypeParameters ?? [];
        for (INamedTypeSymbol? type = member as INamedTypeSymbol ?? member.ContainingType; type is not null; type = type.ContainingType)
        {
            all = type.TypeParameters.Concat(all);
        }

        return all.Select(p => new TypeParameterModel(TypeText.Name(p.Name), TypeText.Constraint(p)));
    }
}
