using Millstream.Graphs;

namespace Millstream;

/// <summary>Where runs publish streams under names, and read what others publish: items with their times, and pauses.</summary>
/// <remarks>
/// <para>
/// Thread-safe. A name has one publisher at a time and any number of readers, which come and go in any order; what is published while nobody reads is gone. What one port says must fit what
/// the other says, by the rule of <see cref="PortGraph"/>: whoever comes second is refused.
/// </para>
/// <para>
/// Tasks take the one among the services of their run (<see cref="RunOptions.Services"/>), and <see cref="InProcess"/> where there is none: it joins the runs of this process. One that joins processes
/// derives from this class, and is registered as a service of its type; its items travel as bytes then, and its names are those of all processes that share it.
/// </para>
/// </remarks>
public abstract class NamedOutputs
{
    /// <summary>Gets the names of this process, which all runs share that bring no others.</summary>
    public static NamedOutputs InProcess { get; } = new InProcessNames();

    /// <summary>Gets what is published now, by name.</summary>
    public abstract IReadOnlyList<NamedPort> Published { get; }

    /// <summary>Makes names of their own in this process, for runs that shall not meet others.</summary>
    public static NamedOutputs Create() => new InProcessNames();

    /// <summary>Gives the names that a task's run uses.</summary>
    /// <param name="context">The task's context.</param>
    public static NamedOutputs Of(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Services?.GetService(typeof(NamedOutputs)) as NamedOutputs ?? InProcess;
    }

    /// <summary>Begins to publish under a name.</summary>
    /// <param name="port">The name, and what the items are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Takes the items; the name is free again when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">The name has a publisher, or the items do not fit a reader of the name.</exception>
    public ValueTask<NamedPublisher<T>> PublishAsync<T>(NamedPort port, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(port);
        return PublishCoreAsync<T>(port, cancellationToken);
    }

    /// <summary>Begins to read what is published under a name, now or later.</summary>
    /// <param name="port">The name, and what items are wanted.</param>
    /// <param name="edge">How many items wait for the reader, and what becomes of more; 1,024, for which the publisher waits, unless given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">What is published does not fit.</exception>
    public ValueTask<NamedReader<T>> ReadAsync<T>(NamedPort port, EdgeOptions? edge = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(port);
        return ReadCoreAsync<T>(port, edge ?? new EdgeOptions(), cancellationToken);
    }

    /// <summary>Does what <see cref="PublishAsync{T}"/> promises.</summary>
    protected abstract ValueTask<NamedPublisher<T>> PublishCoreAsync<T>(NamedPort port, CancellationToken cancellationToken);

    /// <summary>Does what <see cref="ReadAsync{T}"/> promises.</summary>
    protected abstract ValueTask<NamedReader<T>> ReadCoreAsync<T>(NamedPort port, EdgeOptions edge, CancellationToken cancellationToken);

    /// <summary>Says why what is published does not fit what is read; null when it does.</summary>
    /// <typeparam name="TGiven">The type of the items that are published.</typeparam>
    /// <typeparam name="TWanted">The type of the items that are read.</typeparam>
    /// <param name="publisher">What is published.</param>
    /// <param name="reader">What is read.</param>
    protected static InvalidOperationException? Refusal<TGiven, TWanted>(NamedPort publisher, NamedPort reader)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        ArgumentNullException.ThrowIfNull(reader);
        var ports = new PortGraph();
        ports.Add("output", new TaskDescriptor("output") { Outlets = [OutletDescriptor.Of<TGiven>("items") with { Description = new PortDescription { Fields = publisher.Fields } }] });
        ports.Add("input", new TaskDescriptor("input") { Inlets = [InletDescriptor.Of<TWanted>("items", InletKind.Stream) with { Description = new PortDescription { Fields = reader.Fields } }] });
        string? why = ports.Connect("output.items", "input.items") is { } refusal && refusal.Clashes.Count > 0 ? string.Join(", ", refusal.Clashes.Select(c => c.ToString()))
            : typeof(TGiven) != typeof(TWanted) ? $"items are {TypeName.Of(typeof(TGiven))}, and {TypeName.Of(typeof(TWanted))} are wanted"
            : null;
        return why is null ? null : new InvalidOperationException(
            $"What {publisher.Owner} publishes under the name '{publisher.Name}' does not fit what {reader.Owner} reads: {why}.");
    }

    /// <summary>Says that a name has a publisher.</summary>
    /// <param name="taken">What is published.</param>
    /// <param name="port">What shall be.</param>
    protected static InvalidOperationException Taken(NamedPort taken, NamedPort port)
    {
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(port);
        return new InvalidOperationException($"The name '{port.Name}' is taken: {taken.Owner} publishes under it. A name has one publisher; give {port.Owner} another one.");
    }
}
