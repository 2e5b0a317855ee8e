namespace Millstream.Graphs;

/// <summary>An inlet or an outlet of a task: its name and the type of its items.</summary>
/// <remarks>Immutable. Two ports with the same name and type are equal.</remarks>
public abstract record Port
{
    private protected Port(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>Gets the name, unique among the inlets or among the outlets of a task; compared ordinally.</summary>
    public string Name { get; }

    /// <summary>Gets the type of the items that pass.</summary>
    public abstract Type ItemType { get; }

    /// <summary>Gets whether who begins to read late is given the last item first.</summary>
    internal bool ReplaysLast { get; init; }

    /// <summary>Calls <paramref name="visitor"/> with the item type as a type argument.</summary>
    internal abstract TResult Accept<TResult>(IPortVisitor<TResult> visitor);

    /// <summary>Makes a port for items of <typeparamref name="T"/>.</summary>
    public static Port Of<T>(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new TypedPort<T>(name);
    }

    /// <summary>Makes a port of a contract, whose name is looked at with all others when a graph is formed.</summary>
    internal static Port OfAnyName<T>(string name) => new TypedPort<T>(name);

    /// <summary>Gives the same port under another name.</summary>
    internal abstract Port Named(string name);

    /// <summary>Says whether items of <paramref name="outlet"/> may go into this inlet: see <see cref="ItemTypes"/>.</summary>
    internal bool Takes(Port outlet) => ItemTypes.Fit(outlet.ItemType, ItemType);

    private sealed record TypedPort<T>(string Name) : Port(Name)
    {
        public override Type ItemType => typeof(T);

        internal override Port Named(string name) => new TypedPort<T>(name) { ReplaysLast = ReplaysLast };

        internal override TResult Accept<TResult>(IPortVisitor<TResult> visitor) => visitor.Visit<T>(this);
    }
}

/// <summary>Code that needs the item type of a port as a type argument.</summary>
internal interface IPortVisitor<out TResult>
{
    TResult Visit<T>(Port port);
}
