using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Millstream.Architecture;

/// <summary>
/// Rules that hold for every type we ship. Each takes types and gives a sentence for each fault; exceptions to a rule
/// are named here, with the reason.
/// </summary>
internal static partial class ConsistencyRules
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Methods whose name breaks the rule of the suffix, as <c>Type.Method</c>.</summary>
    private static readonly HashSet<string> SuffixExceptions =
    [
        // Starts nothing: it shows the flow as the interface that it has not, and only enumerating starts a run.
        "FlowRuns.AsAsyncEnumerable",

        // A property in all but its arguments: what has happened and will.
        "GraphRun.Events",
    ];

    /// <summary>Methods whose very subject is the token, so that leaving it out means nothing.</summary>
    private static readonly HashSet<string> TokenExceptions =
        ["FlowRuns.WithCancellation", "RunningFlow<T>.WithCancellation"];

    private static readonly HashSet<string> RefusedWords =
        ["Manager", "Helper", "Util", "Utility", "Common", "Base", "Impl", "Data", "Info", "Processor", "Service"];

    private static readonly HashSet<string> RefusedFolders =
    [
        "Abstractions", "Common", "Contracts", "Core", "Enums", "Extensions", "Helpers", "Interfaces", "Models",
        "Services", "Utils",
    ];

    private static readonly HashSet<Type> Awaitables =
        [typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>), typeof(IAsyncEnumerable<>)];

    // The namespaces that implicit usings bring into each file of a user's.
    private static readonly HashSet<string> UsedEverywhere =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Channels", "System.Threading.Tasks",
    ];

    private static readonly Lazy<HashSet<string>> NounsOfTheFramework = new(() =>
    [
        .. from known in new[] { typeof(object), typeof(Enumerable), typeof(HttpClient), typeof(Channel) }
           from type in known.Assembly.GetExportedTypes()
           where UsedEverywhere.Contains(type.Namespace ?? "")
           select type.Name,
    ]);

    public static IEnumerable<string> OpenClasses(IEnumerable<Type> types) =>
        from type in types.Where(IsShown)
        where type is { IsClass: true, IsSealed: false, IsAbstract: false }
        select $"{TypeNames.Full(type)} is neither sealed, abstract nor static.";

    public static IEnumerable<string> Exceptions(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(type => IsShown(type) && type.IsAssignableTo(typeof(Exception))))
        {
            var isRoot = type.Name == "MillstreamException";
            if (isRoot ? !type.IsAbstract : !type.IsSealed)
            {
                yield return $"{TypeNames.Full(type)} is not {(isRoot ? "abstract" : "sealed")}.";
            }

            if (type.GetConstructors().Length > 0)
            {
                yield return $"{TypeNames.Full(type)} has a public constructor: who else could throw it?";
            }
        }
    }

    public static IEnumerable<string> AsyncSuffixes(IEnumerable<Type> types) =>
        from method in Methods(types)
        let isAwaitable = Awaitables.Contains(Definition(method.ReturnType))
        let name = $"{TypeNames.Short(method.DeclaringType!)}.{method.Name}"
        where method.Name.EndsWith("Async", StringComparison.Ordinal) != isAwaitable && !SuffixExceptions.Contains(name)
        select isAwaitable
            ? $"{name} gives a {TypeNames.Short(method.ReturnType)} and does not end in Async."
            : $"{name} ends in Async and gives a {TypeNames.Short(method.ReturnType)}.";

    public static IEnumerable<string> CancellationTokens(IEnumerable<Type> types) =>
        from method in Methods(types).Concat<MethodBase>(Constructors(types))
        let parameters = method.GetParameters()
        let token = Array.FindIndex(parameters, p => p.ParameterType == typeof(CancellationToken))
        where token >= 0
        let name = $"{TypeNames.Short(method.DeclaringType!)}.{(method.IsConstructor ? "new" : method.Name)}"
        from fault in (string[])
        [
            token < parameters.Length - 1 ? $"{name} takes a parameter after its CancellationToken." : "",
            parameters[token].Name != "cancellationToken" ? $"{name} names its token '{parameters[token].Name}'." : "",
            method is { IsPublic: true, IsConstructor: false } && !parameters[token].HasDefaultValue
                && !TokenExceptions.Contains(name)
                ? $"{name} does not default its CancellationToken." : "",
        ]
        where fault.Length > 0
        select fault;

    public static IEnumerable<string> PublicFields(IEnumerable<Type> types) =>
        from type in types.Where(IsShown)
        where !type.IsEnum
        from field in type.GetFields(Declared)
        where (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsLiteral
        select $"{TypeNames.Full(type)}.{field.Name} is a field.";

    public static IEnumerable<string> Names(IEnumerable<Type> types) =>
        from type in types
        where !IsFromCompiler(type)
        let words = Word().Matches(type.Name.Split('`')[0]).Select(match => match.Value).ToList()
        where words.Count > 0
        let refused = RefusedWords.Contains(words[^1].TrimEnd('s')) ? words[^1]
            : words[0] == "Default" ? words[0]
            : null
        where refused is not null
        select $"{TypeNames.Full(type)} says '{refused}', not what it does.";

    public static IEnumerable<string> FrameworkNouns(IEnumerable<Type> types) =>
        from type in types.Where(IsShown)
        where !type.IsNested && NounsOfTheFramework.Value.Contains(type.Name)
        select $"{TypeNames.Full(type)} takes a name of the framework's.";

    public static IEnumerable<string> Folders(IEnumerable<string> paths) =>
        from folder in paths.SelectMany(path => path.Split('/')[..^1]).Distinct()
        where RefusedFolders.Contains(folder) || folder.Split('.') is [.., "Abstractions" or "Core" or "Common"]
        select $"The folder '{folder}' is named for a kind, not for a feature.";

    private static bool IsShown(Type type) => type.IsVisible && !IsFromCompiler(type);

    private static bool IsFromCompiler(Type type) =>
        type.FullName!.Contains('<') || type.IsDefined(typeof(CompilerGeneratedAttribute))
        || (type.DeclaringType is { } outer && IsFromCompiler(outer));

    /// <summary>The methods that users see and we named: no accessors, no operators, no overrides of others.</summary>
    private static IEnumerable<MethodInfo> Methods(IEnumerable<Type> types) =>
        from type in types.Where(IsShown)
        where !type.IsAssignableTo(typeof(Delegate))
        let prescribed = Prescribed(type)
        from method in type.GetMethods(Declared)
        where IsSeen(method) && !method.IsSpecialName && !prescribed.Contains(method)
        where method.GetBaseDefinition().Module == method.Module
        select method;

    private static IEnumerable<ConstructorInfo> Constructors(IEnumerable<Type> types) =>
        types.Where(IsShown).SelectMany(type => type.GetConstructors(Declared)).Where(IsSeen);

    private static HashSet<MethodInfo> Prescribed(Type type) => type.IsInterface ? [] :
    [
        .. from contract in type.GetInterfaces()
           where contract.Module != type.Module
           from method in type.GetInterfaceMap(contract).TargetMethods
           select method,
    ];

    private static bool IsSeen(MethodBase method) =>
        method.IsPublic || (!method.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly));

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
