namespace Millstream.Documents;

/// <summary>A node that is a graph of its own: where its parameters are given.</summary>
/// <param name="Id">The node.</param>
/// <param name="At">Where the node stands.</param>
internal sealed record GraphUse(string Id, Spot At)
{
    /// <summary>Gets what a message about it begins with.</summary>
    public string Named => $"'{Id}': ";

    /// <summary>Gives the place where a parameter is given.</summary>
    public Spot Of(string parameter) => At.At("settings").At(parameter);
}
