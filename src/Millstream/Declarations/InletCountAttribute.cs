namespace Millstream;

/// <summary>Says that a setting is how many inlets of one kind a task has: with <c>[InletCount("input")]</c> these are <c>input1</c>, <c>input2</c> and so on.</summary>
/// <remarks>A graph of data that leaves the setting out has as many as it connects, and an editor shows one more than that.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InletCountAttribute : Attribute
{
    /// <summary>Names the inlets.</summary>
    /// <param name="inlets">What stands before their numbers.</param>
    public InletCountAttribute(string inlets) => Inlets = inlets;

    /// <summary>Gets what stands before the numbers of the inlets.</summary>
    public string Inlets { get; }
}
