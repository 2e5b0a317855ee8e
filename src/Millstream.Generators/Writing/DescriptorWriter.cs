using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>Writes the descriptor of a task.</summary>
internal static class DescriptorWriter
{
    /// <summary>Writes the descriptor as an argument, with a comma behind it when others follow.</summary>
    public static void Write(CodeWriter code, TaskModel task, string end)
    {
        code.Line($"new {Api.TaskDescriptor}({TypeText.Literal(task.Name)})");
        code.Open();
        Text(code, "Label", task.Label);
        Text(code, "Version", task.Version);
        Text(code, "Documentation", task.Documentation);
        if (task.IsReplayable is { } isReplayable)
        {
            code.Line($"IsReplayable = {(isReplayable ? "true" : "false")},");
        }

        code.Line($"Inlets = [{string.Join(", ", task.Inlets.Select(Inlet))}],");
        code.Line($"Outlets = [{string.Join(", ", task.Result.Outlets.Select(Outlet))}],");
        if (task.Secrets.Any())
        {
            code.Line($"Credentials = [{string.Join(", ", task.Secrets.Select(Secret))}],");
        }

        if (task.Entitlements.Count > 0)
        {
            code.Line($"Entitlements = [{string.Join(", ", task.Entitlements.Select(Entitlement))}],");
        }

        string[] settings =
        [
            .. task.Settings is null ? [] : new[] { $".. {SettingsOf(task)}{task.TypeArguments}()" },
            .. task.Combine == "Latest" ? new[] { $"{Api.SettingDescriptor}.Synchronized", $"{Api.SettingDescriptor}.StallTimeout" } : [],
        ];
        if (settings.Length > 0)
        {
            code.Line($"Settings = [{string.Join(", ", settings)}],");
        }

        if (task.Settings is not null)
        {
            code.Line($"NewSettings = static () => new {task.Settings.Type}(),");
        }

        code.Close("}" + end);
    }

    /// <summary>Writes the method that describes the settings: their defaults are read from a new object.</summary>
    public static void WriteSettings(CodeWriter code, TaskModel task)
    {
        if (task.Settings is not { } settings)
        {
            return;
        }

        code.Line();
        code.Line($"private static {Api.Root}ValueList<{Api.SettingDescriptor}> {SettingsOf(task)}{task.TypeArguments}(){string.Concat(task.Constraints.Select(c => " " + c))}");
        code.Open();
        code.Line($"var made = new {settings.Type}();");
        code.Line("return");
        code.Open("[");
        foreach (SettingModel setting in settings.Settings)
        {
            string name = TypeText.Name(setting.Name);
            string set = setting.IsInitOnly ? "" : $", static (settings, value) => settings.{name} = value";
            string also = string.Concat(
                setting.Minimum is null ? "" : $"Minimum = {setting.Minimum}, ",
                setting.Maximum is null ? "" : $"Maximum = {setting.Maximum}, ",
                setting.Also,
                setting.Documentation.Length == 0 ? "" : $"Documentation = {TypeText.Literal(setting.Documentation)}, ");
            code.Line(
                $"{Api.SettingDescriptor}.Of<{settings.Type}, {setting.Type}>({TypeText.Literal(setting.Name)}, made.{name}, static settings => settings.{name}{set})"
                + (also.Length == 0 ? "," : $" with {{ {also}}},"));
        }

        code.Close("];");
        code.Close();
    }

    private static string SettingsOf(TaskModel task) => "SettingsOf" + task.Identifier.TrimStart('@');

    private static string Outlet(OutletModel outlet) =>
        $"{Api.OutletDescriptor}.Of<{outlet.Type}>({TypeText.Literal(outlet.Name)}{(outlet.Growth is null ? "" : ", " + outlet.Growth)})" + With(Port(outlet.Says, outlet.Label) + (outlet.ReplaysLast ? $"Replay = {Api.Root}Replay.Last, " : ""));

    private static string Port(string? says, string? label) => (says is null ? "" : $"Description = {says}, ") + (label is null ? "" : $"Label = {label}, ");

    private static string With(string also) => also.Length == 0 ? "" : $" with {{ {also}}}";

    private static string Secret(ParameterModel secret)
    {
        string also = string.Concat(
            secret.IsOptional ? "IsOptional = true, " : "",
            secret.Documentation.Length == 0 ? "" : $"Documentation = {TypeText.Literal(secret.Documentation)}, ");
        return $"new {Api.CredentialDescriptor}({TypeText.Literal(secret.Port)}, {secret.Credential})" + (also.Length == 0 ? "" : $" {{ {also}}}");
    }

    private static string Entitlement(EntitlementModel entitlement) =>
        $"new {Api.Entitlement}({entitlement.Name}, {entitlement.Resource ?? "null"})" + (entitlement.IsOptional ? " { IsOptional = true }" : "");

    private static string Inlet(ParameterModel inlet)
    {
        string kind = inlet.Role == ParameterRole.Item ? "" : $", {Api.Root}InletKind.{(inlet.Role == ParameterRole.List ? "List" : "Stream")}";
        string also = string.Concat(
            Port(inlet.Says, inlet.PortLabel),
            inlet.TakesPieces ? "TakesPieces = true, " : "",
            inlet.Waits ? "Waits = true, " : "",
            inlet.ReadsSignals ? "ReadsSignals = true, " : "",
            inlet.Mode is null ? "" : $"Mode = {inlet.Mode}, ",
            inlet.Priority == 0 ? "" : $"Priority = {inlet.Priority}, ",
            inlet.Merge is null ? "" : $"Merge = {Api.Root}Merge.{inlet.Merge}, ",
            inlet.Default is null ? "" : $"IsOptional = true, Default = {inlet.Default}, ",
            inlet.Documentation.Length == 0 ? "" : $"Documentation = {TypeText.Literal(inlet.Documentation)}, ");
        return $"{Api.InletDescriptor}.Of<{inlet.ItemType}>({TypeText.Literal(inlet.Port)}{kind})" + With(also);
    }

    private static void Text(CodeWriter code, string property, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            code.Line($"{property} = {TypeText.Literal(value!)},");
        }
    }
}
