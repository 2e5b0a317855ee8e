using Millstream.Graphs;

namespace Millstream;

/// <summary>All that is known of a task without running it: its ports, its settings, its words. The only description of a task.</summary>
/// <remarks>Immutable, compared by value. The generator makes one for each task method, from its signature and its XML comment.</remarks>
public sealed record TaskDescriptor
{
    private readonly bool? _isReplayable;

    /// <summary>Describes a task.</summary>
    /// <param name="name">Its name.</param>
    public TaskDescriptor(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Label = Labels.Of(name);
    }

    /// <summary>Gets the name, in errors, documents and the catalogue.</summary>
    public string Name { get; }

    /// <summary>Gets what a person is shown; the name in words unless set.</summary>
    public string Label { get; init; }

    /// <summary>Gets the version; <c>1</c> unless set.</summary>
    public string Version { get; init; } = "1";

    /// <summary>
    /// Gets whether the task may be run again from its first item, when what ran it was lost: nothing that it does outside the stream minds being done twice.
    /// </summary>
    /// <value><see langword="true"/> unless it reads a live stream; a contract promises it only where it says so.</value>
    public bool IsReplayable
    {
        get => _isReplayable ?? Inlets.All(i => i.Kind != InletKind.Stream);
        init => _isReplayable = value;
    }

    /// <summary>Gets the summary of the method's XML comment, as text; empty without one.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Gets the inlets, in the order of the parameters; empty for a source.</summary>
    public ValueList<InletDescriptor> Inlets { get; init; } = [];

    /// <summary>Gets the outlets, in declared order; empty for a sink.</summary>
    public ValueList<OutletDescriptor> Outlets { get; init; } = [];

    /// <summary>Gets what makes a new settings object; null when the method takes none.</summary>
    public Func<object>? NewSettings { get; init; }

    /// <summary>Gets whether what a call gives are pieces of values that grow; of several outlets that get parts of one item, all or none have a mode.</summary>
    internal bool HasPieces => Outlets.Any(o => o.Mode != OutletMode.Items);

    /// <summary>Gets whether the method reads an inlet as <see cref="Inlet{T}"/>, and so sees the times of its items.</summary>
    internal bool ReadsSignals => Inlets.Any(i => i.ReadsSignals);

    /// <summary>Gets the settings; empty when the method takes none.</summary>
    public ValueList<SettingDescriptor> Settings { get; init; } = [];

    /// <summary>Gets the secrets that its parameters get; empty when there are none.</summary>
    public ValueList<CredentialDescriptor> Credentials { get; init; } = [];

    /// <summary>Gets what it needs that a run may refuse; empty when there is nothing.</summary>
    public ValueList<Entitlement> Entitlements { get; init; } = [];
}

/// <summary>How a task reads an inlet.</summary>
public enum InletKind
{
    /// <summary>One item at a time: the method is called for each.</summary>
    Item,

    /// <summary>As a live stream, from its first item on.</summary>
    Stream,

    /// <summary>All of it, when it has ended.</summary>
    List,
}

/// <summary>An inlet of a task.</summary>
public sealed record InletDescriptor
{
    private InletDescriptor(Port port, InletKind kind)
    {
        Port = port;
        Kind = kind;
        OwnName = port.Name;
    }

    /// <summary>Gets the name, unique among the task's inlets.</summary>
    public string Name => Port.Name;

    /// <summary>Gets the type of one item.</summary>
    public Type ItemType => Port.ItemType;

    /// <summary>Gets what a person is shown; the name in words unless set.</summary>
    public string Label { get => field ?? Labels.Small(Name); init; }

    /// <summary>Gets how the task reads it.</summary>
    public InletKind Kind { get; }

    /// <summary>Gets what the port says besides its type.</summary>
    public PortDescription Description { get; init; } = PortDescription.None;

    /// <summary>Gets the fields of the port: those that its type tells, and those that it declares, which win.</summary>
    public PortFields Fields => TypeFields.With(Description.Fields);

    internal PortFields TypeFields => PortFields.OfType(ItemType);

    /// <summary>Gets whether the task begins only when the inlet has ended; a list waits by itself.</summary>
    public bool Waits { get; init; }

    /// <summary>Gets how several edges to the inlet are read.</summary>
    public Merge Merge { get; init; }

    /// <summary>Gets the name under which a method knows the inlet, where a contract was given other words.</summary>
    internal string OwnName { get; private init; }

    /// <summary>Gets whether the method reads the stream as <see cref="Inlet{T}"/>: with the times of its items and the producer's pauses.</summary>
    public bool ReadsSignals { get; init; }

    /// <summary>Gets whether the inlet may stay without an edge: the task is then given <see cref="Default"/>.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Gets what an optional inlet gives for each call when nothing feeds it.</summary>
    public object? Default { get; init; }

    /// <summary>Gets whether a method that is called for each item is called for each piece, where the outlet has a mode. A live stream and a list get pieces in any case.</summary>
    public bool TakesPieces { get; init; }

    /// <summary>Gets what pieces the task can do with; <see cref="OutletMode.Items"/>, the default, for any. An outlet of another mode gives it whole values.</summary>
    public OutletMode Mode { get; init; }

    /// <summary>Gets who goes first among items of equal time, where inlets are read in the order of time: the higher.</summary>
    public int Priority { get; init; }

    /// <summary>Gets what the XML comment says of the parameter, as text; empty without one.</summary>
    public string Documentation { get; init; } = "";

    internal Port Port { get; private init; }

    internal InletDescriptor Renamed(string name) => this with { Port = Port.Named(name) };

    /// <summary>Says whether items of an outlet are of a type that the inlet takes.</summary>
    internal bool Fits(OutletDescriptor outlet) => Port.Takes(outlet.Port);

    /// <summary>Says whether an outlet with this mode gives the inlet its pieces, and not whole values.</summary>
    internal bool TakesPiecesOf(OutletMode mode) => (Kind != InletKind.Item || TakesPieces) && (Mode == OutletMode.Items || Mode == mode);

    /// <summary>Describes an inlet.</summary>
    /// <param name="name">The name, unique among the task's inlets.</param>
    /// <param name="kind">How the task reads it.</param>
    public static InletDescriptor Of<T>(string name, InletKind kind = InletKind.Item) => new(Port.OfAnyName<T>(name), kind);

    /// <summary>Describes an inlet by its port.</summary>
    internal static InletDescriptor Of(Port port, InletKind kind) => new(port, kind);

    /// <summary>Gets the inlet as text.</summary>
    public override string ToString() => $"{Name}: {TypeName.Of(ItemType)}{(Kind == InletKind.Item ? "" : Kind == InletKind.List ? " list" : " stream")}";
}

/// <summary>An outlet of a task.</summary>
public sealed record OutletDescriptor
{
    private OutletDescriptor(Port port, Growth? growth)
    {
        Port = port;
        OwnName = port.Name;
        Growth = growth;
    }

    /// <summary>Gets the name, unique among the task's outlets.</summary>
    public string Name => Port.Name;

    /// <summary>Gets the type of one item.</summary>
    public Type ItemType => Port.ItemType;

    /// <summary>Gets what a person is shown; the name in words unless set, <c>output</c> for an only one without a name of its own.</summary>
    public string Label { get => field ?? (Name == Declarations.ItemOutlets.DefaultName ? "output" : Labels.Small(Name)); init; }

    /// <summary>Gets what the port says besides its type.</summary>
    public PortDescription Description { get; init; } = PortDescription.None;

    /// <summary>Gets the fields of the port: those that its type tells, and those that it declares, which win.</summary>
    public PortFields Fields => TypeFields.With(Description.Fields);

    internal PortFields TypeFields => PortFields.OfType(ItemType);

    /// <summary>Gets what the items are: values, or pieces of values that grow.</summary>
    public OutletMode Mode => Growth?.Mode ?? OutletMode.Items;

    /// <summary>Gets what the outlet gives somebody who begins to read while the run goes on.</summary>
    public Replay Replay
    {
        get => Port.ReplaysLast ? Replay.Last : Replay.None;
        init => Port = Port with { ReplaysLast = value == Replay.Last };
    }

    internal Port Port { get; private init; }

    /// <summary>Gets how the pieces become values; null where each item is a value.</summary>
    internal Growth? Growth { get; private init; }

    /// <summary>Gets the port that the method's items leave by: of pieces, where the outlet has a mode.</summary>
    internal Port MadePort => Growth?.PortOf(Name) ?? Port;

    /// <summary>Gets the name under which a method knows the outlet, where a contract was given other words.</summary>
    internal string OwnName { get; private init; }

    internal OutletDescriptor Renamed(string name) => this with { Port = Port.Named(name) };

    /// <summary>Describes an outlet.</summary>
    /// <param name="name">The name, unique among the task's outlets.</param>
    public static OutletDescriptor Of<T>(string name) => new(Port.OfAnyName<T>(name), growth: null);

    /// <summary>Describes an outlet whose items are pieces of values that grow.</summary>
    /// <param name="name">The name, unique among the task's outlets.</param>
    /// <param name="growth">How the pieces that one call gives become its value.</param>
    public static OutletDescriptor Of<T>(string name, Growth<T> growth)
    {
        ArgumentNullException.ThrowIfNull(growth);
        return new(Port.Of<T>(name), growth);
    }

    /// <summary>Describes an outlet by its port.</summary>
    internal static OutletDescriptor Of(Port port) => new(port, growth: null);

    /// <summary>Gets the outlet as text.</summary>
    public override string ToString() => $"{Name}: {TypeName.Of(ItemType)}{(Growth is null ? "" : $" {Growth.Mode}".ToLowerInvariant())}";
}
