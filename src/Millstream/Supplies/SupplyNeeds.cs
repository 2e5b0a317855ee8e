using System.Globalization;
using System.Text.RegularExpressions;
using Millstream.Graphs;

namespace Millstream.Supplies;

/// <summary>What the task of one node needs of whoever runs it: secrets and entitlements. Immutable; the settings that it depends on need not be.</summary>
internal sealed partial record SupplyNeeds
{
    public static SupplyNeeds None { get; } = new();

    /// <summary>Gets the parameters that get a secret, and the credentials' names.</summary>
    private IReadOnlyList<NeededCredential> Parameters { get; init; } = [];

    private IReadOnlyList<Entitlement> Entitlements { get; init; } = [];

    private IReadOnlyList<SettingDescriptor> Descriptors { get; init; } = [];

    private object? Settings { get; init; }

    public bool IsNone => ReferenceEquals(this, None);

    /// <summary>Gets whether what is needed depends on settings, which may change until the task starts.</summary>
    public bool DependsOnSettings { get; private init; }

    /// <summary>Gets the secrets that are needed, as the settings are now.</summary>
    public IEnumerable<NeededCredential> Credentials => Parameters.Concat(Descriptors
        .Where(d => d.Type == typeof(Credential))
        .Select(d => (d.Name, Credential: (Credential?)d.Value(Settings)))
        .Where(s => s.Credential is not null)
        .Select(s => new NeededCredential(s.Name, s.Credential!.Name, IsOptional: false)));

    /// <summary>Gets the entitlements that are needed, as the settings are now.</summary>
    public IEnumerable<Entitlement> EntitlementsNow => !DependsOnSettings ? Entitlements
        : Settings is IStandardStreamSettings { IsStandard: true } ? Entitlements.Where(e => !(FileResource.IsMeantBy(e.Name) && HasPlaceholder(e))).Select(Resolved)
        : Entitlements.Select(Resolved);

    /// <summary>Gives the needs of a declared task with the settings of one node.</summary>
    public static SupplyNeeds Of(TaskDefinition task, object? settings)
    {
        TaskDescriptor descriptor = task.Descriptor;
        bool hasReferences = descriptor.Settings.Any(s => s.Type == typeof(Credential));
        if (descriptor.Credentials.Count == 0 && descriptor.Entitlements.Count == 0 && !hasReferences)
        {
            return None;
        }

        CheckPlaceholders(descriptor);
        return new SupplyNeeds
        {
            Parameters = [.. descriptor.Credentials.Select(c => new NeededCredential(c.Parameter, task.CredentialOf(c.Parameter).Name, c.IsOptional))],
            Entitlements = [.. descriptor.Entitlements],
            Descriptors = [.. descriptor.Settings],
            Settings = settings,
            DependsOnSettings = descriptor.Entitlements.Any(HasPlaceholder),
        };
    }

    /// <summary>Adds what the place of a task says that it needs.</summary>
    public SupplyNeeds With(Entitlement entitlement) => this with { Entitlements = [.. Entitlements, entitlement] };

    /// <summary>Adds what the task itself says to what its place does.</summary>
    public SupplyNeeds And(SupplyNeeds ofTask) =>
        IsNone ? ofTask : ofTask.IsNone ? this : ofTask with { Entitlements = [.. ofTask.Entitlements, .. Entitlements] };

    private static void CheckPlaceholders(TaskDescriptor task)
    {
        GraphFault[] faults =
        [
            .. from entitlement in task.Entitlements
               from Match placeholder in Placeholder().Matches(entitlement.Resource ?? "")
               where !task.Settings.Any(s => s.Name == placeholder.Groups[1].Value)
               select new GraphFault(
                   FaultKind.BadSetting,
                   $"'{task.Name}' needs {entitlement}, and has no setting '{placeholder.Groups[1].Value}'. It has: "
                   + $"{(task.Settings.Count == 0 ? "none" : string.Join(", ", task.Settings.Select(s => $"'{s.Name}'")))}."),
        ];
        if (faults.Length > 0)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    private static bool HasPlaceholder(Entitlement entitlement) => entitlement.Resource is { } resource && Placeholder().IsMatch(resource);

    private Entitlement Resolved(Entitlement entitlement)
    {
        if (!HasPlaceholder(entitlement))
        {
            return entitlement;
        }

        string resource = Placeholder().Replace(
            entitlement.Resource!, m => Convert.ToString(Descriptors.First(d => d.Name == m.Groups[1].Value).Value(Settings), CultureInfo.InvariantCulture) ?? "");

        // A path that begins with '*' is no pattern where a setting says it.
        bool isPath = FileResource.IsMeantBy(entitlement.Name) && !entitlement.Resource!.StartsWith('*');
        return new Entitlement(entitlement.Name, isPath ? FileResource.Of(resource) : resource) { IsOptional = entitlement.IsOptional };
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}

/// <summary>A secret that a parameter or setting of a task needs.</summary>
internal sealed record NeededCredential(string Parameter, string Name, bool IsOptional);
