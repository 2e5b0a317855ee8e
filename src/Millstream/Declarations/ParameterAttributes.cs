namespace Millstream;

/// <summary>Makes a parameter of a task method an inlet, whatever its type and name; names it, or says when the task begins to read it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InletAttribute : Attribute
{
    /// <summary>Gets or sets the inlet's name; the parameter's unless set.</summary>
    public string? Name { get; set; }
}

/// <summary>Names the outlet of a task method.</summary>
[AttributeUsage(AttributeTargets.ReturnValue)]
public sealed class OutletAttribute : Attribute
{
    /// <summary>Names the outlet.</summary>
    public OutletAttribute(string name) => Name = name;

    /// <summary>Gets the outlet's name.</summary>
    public string Name { get; }
}

/// <summary>Has a parameter of a task method come from the services of the run (<see cref="RunOptions.Services"/>).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceAttribute : Attribute
{
    /// <summary>Gets or sets the key of a keyed service; none unless set.</summary>
    public string? Key { get; set; }
}

/// <summary>Makes a parameter of a task method its memory: one object for each node and run, kept from call to call.</summary>
/// <remarks>A parameter called <c>state</c> is one without the attribute.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class StateAttribute : Attribute;

/// <summary>Makes a parameter of a task method its settings: the public properties of its type.</summary>
/// <remarks>A parameter called <c>settings</c> or <c>config</c> is one without the attribute.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SettingsAttribute : Attribute;
