using System.Collections.Immutable;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>A task by its method: what is known of it, and how an engine calls it.</summary>
/// <remarks>
/// Immutable; the generator makes one for each method that carries <see cref="StreamTaskAttribute"/>. It is placed in graphs any number of times,
/// by the method that the generator writes on <see cref="GraphBuilder"/>, or by <c>GraphBuilder.Add</c>.
/// </remarks>
public sealed partial class TaskDefinition
{
    private readonly Func<Declarations.TaskPlace, TaskBody> _make;

    private TaskDefinition(TaskDescriptor descriptor, Func<Declarations.TaskPlace, TaskBody> make)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Descriptor = descriptor;
        _make = make;
    }

    private TaskDefinition(TaskDefinition other)
        : this(other.Descriptor, other._make)
    {
        Combine = other.Combine;
        Options = other.Options;
        Settings = other.Settings;
        GivesValues = other.GivesValues;
        IsCalledOnce = other.IsCalledOnce;
        Credentials = other.Credentials;
        Graph = other.Graph;
        Results = other.Results;
        IsCalledGraph = other.IsCalledGraph;
        Full = other.Full;
        IsSetUp = other.IsSetUp;
        Transform = other.Transform;
        IsUnchecked = other.IsUnchecked;
        State = other.State;
    }

    /// <summary>Gets what is known of the task.</summary>
    public TaskDescriptor Descriptor { get; }

    /// <summary>Gets how several inlets of single items are read.</summary>
    public Combine Combine { get; private init; }

    /// <summary>Gets how the task runs where it is placed without options.</summary>
    internal Func<TaskOptions, TaskOptions>? Options { get; private init; }

    /// <summary>Gets the settings that it has where it is placed without others; null for those of a new settings object.</summary>
    internal object? Settings { get; private init; }

    /// <summary>Gets whether its settings are not known yet, and are not looked at: the graph will not run.</summary>
    internal bool IsUnchecked { get; private init; }

    /// <summary>Gets the class of the state that its calls share, and which is not made for several at the same time; null for none.</summary>
    internal Type? State { get; private init; }

    /// <summary>Gets the transform that it is, on an edge: its ports are compared with others by their types alone; null for any other task.</summary>
    internal Transform? Transform { get; private init; }

    /// <summary>Gets whether one call makes one value of inlets that give one value each.</summary>
    internal bool GivesValues { get; private init; }

    /// <summary>Gets whether the method is called once a run.</summary>
    internal bool IsCalledOnce { get; private init; }

    /// <summary>Gets the credentials of parameters where they are not those of the descriptor.</summary>
    private ImmutableDictionary<string, Credential> Credentials { get; init; } = [];

    /// <summary>Gets the graph that stands for the task where it is placed; null for the task of a method.</summary>
    internal TaskGraph? Graph { get; private init; }

    /// <summary>Gets whether each call of the task runs a graph that was to be the task.</summary>
    internal bool IsCalledGraph { get; private init; }

    /// <summary>Gets the outlets of that graph.</summary>
    internal Declarations.GroupOutlets? Results { get; private init; }

    /// <summary>Gives the same task with options that hold wherever it is placed; those given there are added, and win.</summary>
    /// <param name="options">How the task runs.</param>
    public TaskDefinition WithOptions(Func<TaskOptions, TaskOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TaskDefinition(this) { Options = options };
    }

    /// <summary>Gives the same task as one whose calls share a state, and so come one after the other: placed with <see cref="TaskOptions.Parallel"/> it is refused. Generated code says so.</summary>
    /// <param name="state">The class of the state.</param>
    public TaskDefinition WithState(Type state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new TaskDefinition(this) { State = state };
    }

    /// <summary>Gives the same task with settings that it has wherever it is placed without others.</summary>
    /// <param name="settings">The settings: of the type that the task takes; <see langword="null"/> for those of a new settings object.</param>
    public TaskDefinition WithSettings(object? settings) => new(this) { Settings = settings };

    /// <summary>Gives the same task with the secret of another credential for one of its parameters.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="credential">The credential; <see langword="null"/> for what the task has.</param>
    /// <exception cref="ArgumentException">The task has no such parameter that gets a secret.</exception>
    public TaskDefinition WithCredential(string parameter, Credential? credential)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (!Descriptor.Credentials.Any(c => c.Parameter == parameter))
        {
            throw new ArgumentException(
                $"'{Descriptor.Name}' has no parameter '{parameter}' that gets a secret. It has: "
                + $"{(Descriptor.Credentials.Count == 0 ? "none" : string.Join(", ", Descriptor.Credentials.Select(c => $"'{c.Parameter}'")))}.",
                nameof(parameter));
        }

        return credential is null ? this : new TaskDefinition(this) { Credentials = Credentials.SetItem(parameter, credential) };
    }

    /// <summary>Gives the credential of a parameter that gets a secret.</summary>
    internal Credential CredentialOf(string parameter) =>
        Credentials.GetValueOrDefault(parameter) ?? new Credential(Descriptor.Credentials.First(c => c.Parameter == parameter).Name);

    /// <summary>Gets the task as text.</summary>
    public override string ToString() =>
        $"{Descriptor.Name}({Descriptor.Inlets}) -> {(Descriptor.Outlets.Count == 0 ? "nothing" : Descriptor.Outlets)}";

    /// <summary>Says whether the task gives one value. A list is one value, whatever it is made of.</summary>
    /// <param name="areValues">Which inlets are fed by single values.</param>
    internal bool GivesValueOf(bool[] areValues) => GivesValues && HasOneCall(areValues);

    /// <summary>Says whether the method is called once at most.</summary>
    /// <param name="areValues">Which inlets are fed by single values.</param>
    internal bool HasOneCall(bool[] areValues) =>
        IsCalledOnce || Descriptor.Inlets.Select((inlet, i) => areValues[i] || inlet.Kind == InletKind.List).All(isOne => isOne);

    /// <summary>Makes the task of a node that is joined by the names of its ports, and reads streams.</summary>
    internal TaskBody MakeAlone() => Make(TaskOptions.From(Options), Settings, new bool[Descriptor.Inlets.Count]);

    /// <summary>Makes the task of one node.</summary>
    internal TaskBody Make(TaskOptions options, object? settings, bool[] areValues) =>
        _make(new Declarations.TaskPlace(this, options, settings, areValues));
}
