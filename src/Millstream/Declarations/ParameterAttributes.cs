namespace Millstream;

/// <summary>Makes a parameter of a task method an inlet, whatever its type and name; names it, or says when the task begins to read it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InletAttribute : Attribute
{
    /// <summary>Gets or sets the inlet's name; the parameter's unless set.</summary>
    public string? Name { get; set; }

    /// <summary>Gets or sets when the task begins to read the inlet; as the parameter's type says unless set.</summary>
    public Readiness Readiness { get; set; }

    /// <summary>Gets or sets which pieces of values that grow the task can do with; of any mode unless set. An outlet of another mode gives it whole values.</summary>
    public OutletMode Mode { get; set; }

    /// <summary>Gets or sets how several edges to the inlet are read, where the graph does not say otherwise.</summary>
    public Merge Merge { get; set; }

    /// <summary>Gets or sets who goes first among items of equal time, where inlets are read in the order of time: the higher; 0 unless set.</summary>
    public int Priority { get; set; }
}

/// <summary>Has a parameter of a task method be the time of the items that the call is given: the newest of them.</summary>
/// <remarks>It is a <see cref="long"/> (milliseconds since the beginning of 1970 in UTC) or a <see cref="DateTimeOffset"/>. A parameter called <c>timestamp</c> is one without the attribute.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimestampAttribute : Attribute;

/// <summary>Names the outlet of a task method, or says that its items are pieces of values that grow.</summary>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class OutletAttribute : Attribute
{
    /// <summary>Leaves the outlet the name that it has by itself.</summary>
    public OutletAttribute()
    {
    }

    /// <summary>Names the outlet.</summary>
    public OutletAttribute(string name) => Name = name;

    /// <summary>Gets the outlet's name; null for the one that it has by itself.</summary>
    public string? Name { get; }

    /// <summary>Gets or sets what the items are.</summary>
    /// <value><see cref="OutletMode.Items"/> unless set. Of a tuple, each part has the mode.</value>
    public OutletMode Mode { get; set; }

    /// <summary>Gets or sets what the outlet gives somebody who begins to read while the run goes on.</summary>
    /// <value><see cref="Replay.None"/> unless set. Of a tuple, for each part.</value>
    public Replay Replay { get; set; }
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
