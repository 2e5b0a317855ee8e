namespace Millstream.Declarations;

/// <summary>A task of a <see cref="PortGraph"/>.</summary>
internal sealed record PortNode(string Id, TaskDescriptor Task)
{
    public InletDescriptor Inlet(string name) => Task.Inlets.First(i => i.Name == name);

    public OutletDescriptor Outlet(string name) => Task.Outlets.First(o => o.Name == name);

    /// <summary>Gives a setting by its name, or by that of a field: <c>sample_format</c> for <c>SampleFormat</c>.</summary>
    public SettingDescriptor Setting(string name) => Find(Task, name) ?? throw new ArgumentException(
        $"'{Id}' has no setting '{name}'. It has: {(Task.Settings.Count == 0 ? "none" : string.Join(", ", Task.Settings.Select(s => $"'{s.Name}'")))}.", nameof(name));

    public static SettingDescriptor? Find(TaskDescriptor task, string name) =>
        task.Settings.FirstOrDefault(s => s.Name == name) ?? task.Settings.FirstOrDefault(s => Plain(s.Name).Equals(Plain(name), StringComparison.OrdinalIgnoreCase));

    public bool Equals(PortNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}

/// <summary>An edge of a <see cref="PortGraph"/>.</summary>
internal sealed record PortEdge(PortNode From, string Outlet, PortNode To, string Inlet)
{
    public string FromPort => $"{From.Id}.{Outlet}";

    public string ToPort => $"{To.Id}.{Inlet}";

    public override string ToString() => $"{FromPort}->{ToPort}";
}
