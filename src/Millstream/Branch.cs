namespace Millstream;

/// <summary>A way that items may take: see <c>Flow.Switch</c>.</summary>
/// <param name="Name">Its name, unique among the branches.</param>
/// <param name="When">Which items take it; none by itself unless given, for a branch that is the default only.</param>
public sealed record Branch<T>(string Name, Func<T, bool>? When = null);

/// <summary>Which of the branches whose condition holds an item takes.</summary>
public enum Matching
{
    /// <summary>The first, in the order they were given; the conditions behind it are not asked.</summary>
    First,

    /// <summary>Every one.</summary>
    Every,
}

/// <summary>The branches of a flow, by their names. Immutable.</summary>
public sealed class Branches<T>
{
    private readonly FlowNode _node;

    internal Branches(FlowNode node) => _node = node;

    /// <summary>Gets the names, in the order they were given.</summary>
    public IReadOnlyList<string> Names => [.. _node.Task.Outlets.Select(o => o.Name)];

    /// <summary>Gets the items that take a branch, in order.</summary>
    /// <param name="name">The branch's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such branch; the message lists those there are.</exception>
    public Flow<T> this[string name]
    {
        get
        {
            int outlet = Names.TakeWhile(n => n != name).Count();
            return outlet < Names.Count
                ? new Flow<T>(_node, outlet)
                : throw new KeyNotFoundException($"There is no branch '{name}'. There are: {string.Join(", ", Names.Select(n => $"'{n}'"))}.");
        }
    }
}
