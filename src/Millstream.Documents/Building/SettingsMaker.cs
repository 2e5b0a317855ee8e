using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Documents;

/// <summary>Gives tasks the settings that a document has for them, by the descriptors of the settings.</summary>
internal static class SettingsMaker
{
    /// <summary>Gives the task with its settings, secrets, and settings that are options; what is wrong is told.</summary>
    public static TaskDefinition With(this TaskDefinition task, string id, IReadOnlyList<DocumentMember> given, Spot at, References references, Assembling assembling)
    {
        object? settings = null;
        bool isKnown = true;
        foreach (DocumentMember member in given)
        {
            Spot spot = at.At(member.Name);
            TaskDescriptor descriptor = task.Descriptor;
            Resolved value = references.Resolve(member.Value, spot);
            isKnown &= value.IsKnown;
            CredentialDescriptor? secret = descriptor.Credentials.FirstOrDefault(c => c.Parameter == member.Name);
            SettingDescriptor? setting = PortNode.Find(descriptor, member.Name);
            if (secret is null && setting is null)
            {
                IEnumerable<string> names = descriptor.Settings.Select(s => DescriptorJson.Camel(s.Name)).Concat(descriptor.Credentials.Select(c => c.Parameter));
                string shown = member.Value.Kind is DocumentValueKind.List or DocumentValueKind.Map ? "" : $", which is given '{member.Value.Text}'";
                assembling.Fault(
                    FaultKind.BadSetting, spot, $"'{id}' ({descriptor.Name}) has no setting '{member.Name}'{shown}.{assembling.Suggest(member.Name, names, "It has")}");
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
                Set(setting, value.Value, spot);
            }
        }

        task = settings is null ? task : task.WithSettings(settings);
        return isKnown ? task : task.WithUncheckedSettings();

        void Set(SettingDescriptor setting, object? value, Spot spot)
        {
            if (setting.WhyNot(value, out object? converted) is { } why)
            {
                isKnown = false;
                assembling.Fault(FaultKind.BadSetting, spot, $"'{id}': the setting '{DescriptorJson.Camel(setting.Name)}' {why}");
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

    /// <summary>Gives the option that a setting of the task is, where it is one.</summary>
    private static Func<TaskOptions, TaskOptions>? Option(SettingDescriptor setting, object? value) =>
        ReferenceEquals(setting, SettingDescriptor.Synchronized) && value is bool isSynchronized ? o => o.Synchronized(isSynchronized)
        : ReferenceEquals(setting, SettingDescriptor.StallTimeout) && value is TimeSpan limit ? o => o.StallTimeout(limit)
        : null;
}
