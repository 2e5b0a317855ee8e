using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Documents;

/// <summary>Gives tasks the settings that a document has for them, by the descriptors of the settings.</summary>
internal static class SettingsMaker
{
    /// <summary>Gives the task with its settings, secrets, and settings that are options; all that is wrong with them is told.</summary>
    /// <param name="task">The task.</param>
    /// <param name="id">The node.</param>
    /// <param name="given">What the document has for it.</param>
    /// <param name="at">Where the node or body stands.</param>
    /// <param name="references">The values that settings refer to.</param>
    /// <param name="assembling">Is told what is wrong.</param>
    public static TaskDefinition With(this TaskDefinition task, string id, IReadOnlyList<DocumentMember> given, Spot at, References references, Assembling assembling)
    {
        object? settings = null;
        bool isKnown = true;
        int before = assembling.FaultCount;
        foreach (DocumentMember member in given)
        {
            Spot spot = at.At("settings").At(member.Name);
            TaskDescriptor descriptor = task.Descriptor;
            int resolving = assembling.FaultCount;
            Resolved value = references.Resolve(member.Value, spot);

            // What cannot be resolved was told; what only a run is given was not.
            isKnown &= value.IsKnown || assembling.FaultCount > resolving;
            CredentialDescriptor? secret = descriptor.Credentials.FirstOrDefault(c => c.Parameter == member.Name);
            SettingDescriptor? setting = PortNode.Find(descriptor, member.Name);
            if (secret is null && setting is null)
            {
                IEnumerable<string> names = descriptor.Settings.Select(s => DescriptorJson.Camel(s.Name)).Concat(descriptor.Credentials.Select(c => c.Parameter));

                // What is written beside a misspelt name of a secret may be one.
                bool mayBeSecret = descriptor.Credentials.Count > 0 || descriptor.Settings.Any(s => s.Type == typeof(Credential) || s.Type == typeof(Secret));
                string shown = mayBeSecret || member.Value.Kind is DocumentValueKind.List or DocumentValueKind.Map or DocumentValueKind.Null ? "" : $", which is given '{member.Value.Text}'";
                assembling.Fault(
                    FaultKind.BadSetting, spot, $"'{id}' ({descriptor.Name}) has no setting '{member.Name}'{shown}.{FieldReader.Comma(member.Value.Kind)}{assembling.Suggest(member.Name, names, "It has")}");
            }
            else if (secret is not null || setting!.Type == typeof(Credential) || setting.Type == typeof(Secret))
            {
                // What stands here in the place of a reference may be the secret: it is not told.
                if (value is { IsKnown: true, Value: not Credential })
                {
                    assembling.Fault(
                        FaultKind.BadSetting,
                        spot,
                        $"'{id}': '{member.Name}' is a secret, and a document holds none. Write {{ credential: name }}; whoever runs the graph knows the secret of that name.");
                }
                else if (secret is not null && value.IsKnown)
                {
                    task = task.WithCredential(secret.Parameter, (Credential)value.Value!);
                }
                else if (value.IsKnown)
                {
                    setting!.Write(settings ??= descriptor.NewSettings!(), value.Value);
                }
            }
            else if (value.IsKnown)
            {
                Set(setting, value.Value, spot, member);
            }
        }

        task = settings is null ? task : task.WithSettings(settings);
        if (isKnown)
        {
            TellRefusals(task, id, given, at, references, assembling, assembling.FaultsFrom(before));
        }

        return isKnown && assembling.FaultCount == before ? task : task.WithUncheckedSettings();

        void Set(SettingDescriptor setting, object? value, Spot spot, DocumentMember member)
        {
            if (setting.WhyNot(value, out object? converted) is { } why)
            {
                assembling.Fault(FaultKind.BadSetting, spot, $"'{id}': the setting '{DescriptorJson.Camel(setting.Name)}' {why}{references.OriginOf(member.Value)}");
            }
            else if (Option(setting, converted) is { } option)
            {
                Func<TaskOptions, TaskOptions>? before = task.Options;
                task = task.WithOptions(o => option(before?.Invoke(o) ?? o));
            }
            else if (!setting.CanSet)
            {
                assembling.Fault(
                    FaultKind.BadSetting, spot, $"'{id}': the setting '{setting.Name}' can be set in code only, where its object is made ('init'). Declare it with 'set'.");
            }
            else
            {
                setting.Write(settings ??= task.Descriptor.NewSettings!(), converted);
            }
        }
    }

    /// <summary>Writes the names of settings in a message as documents write them: <c>path</c> for <c>Path</c>.</summary>
    public static string Spelled(this string message, TaskDescriptor task) =>
        task.Settings.Aggregate(message, static (said, setting) => said.Replace($"'{setting.Name}'", $"'{DescriptorJson.Camel(setting.Name)}'", StringComparison.Ordinal));

    /// <summary>
    /// Tells what the settings say of themselves, besides what was told of single ones: of a setting that has a fault nothing more, and where a name is misspelt, nothing of those that are not
    /// given, as one of them may be meant.
    /// </summary>
    private static void TellRefusals(
        TaskDefinition task, string id, IReadOnlyList<DocumentMember> given, Spot at, References references, Assembling assembling, HashSet<string> told)
    {
        TaskDescriptor descriptor = task.Descriptor;
        (SettingDescriptor? Setting, DocumentMember Member)[] members = [.. given.Select(m => (PortNode.Find(descriptor, m.Name), m))];
        bool isMisspelt = members.Any(m => m.Setting is null && !descriptor.Credentials.Any(c => c.Parameter == m.Member.Name));
        string[] bad = [.. members.Where(m => m.Setting is not null && told.Contains(at.At("settings").At(m.Member.Name).Path)).Select(m => m.Setting!.Name)];
        foreach (string refusal in TaskPlacing.RefusalsOf(descriptor, task.Settings))
        {
            SettingDescriptor? about = descriptor.Settings.FirstOrDefault(s => refusal.Contains($"setting '{s.Name}'", StringComparison.Ordinal));
            DocumentMember? member = members.FirstOrDefault(m => m.Setting == about && about is not null).Member;
            if (!bad.Any(name => refusal.Contains($"'{name}'", StringComparison.Ordinal)) && (member is not null || !isMisspelt))
            {
                assembling.Fault(
                    FaultKind.BadSetting,
                    member is null ? at : at.At("settings").At(member.Name),
                    $"'{id}': {refusal.Spelled(descriptor)}{(member is null ? "" : references.OriginOf(member.Value))}");
            }
        }
    }

    /// <summary>Gives the option that a setting of the task is, where it is one.</summary>
    private static Func<TaskOptions, TaskOptions>? Option(SettingDescriptor setting, object? value) =>
        ReferenceEquals(setting, SettingDescriptor.Synchronized) && value is bool isSynchronized ? o => o.Synchronized(isSynchronized)
        : ReferenceEquals(setting, SettingDescriptor.StallTimeout) && value is TimeSpan limit ? o => o.StallTimeout(limit)
        : null;
}
