namespace Millstream.Generators.Reading;

/// <summary>What a task method returns.</summary>
internal sealed record ResultModel
{
    public ResultShape Shape { get; init; }

    public ResultWrapping Wrapping { get; init; }

    /// <summary>Gets whether the elements of a sequence are steps.</summary>
    public bool HasSteps { get; init; }

    /// <summary>Gets the type of an item.</summary>
    public string ItemType { get; init; } = "global::Millstream.Nothing";

    /// <summary>Gets whether each part of an item goes to an outlet of its own.</summary>
    public bool IsSplit { get; init; }

    public EquatableList<OutletModel> Outlets { get; init; }

    /// <summary>Gets whether what a call gives are pieces of its value.</summary>
    public bool HasPieces => Outlets.Any(o => o.Growth is not null);

    public bool IsAsync => Wrapping != ResultWrapping.None;
}

/// <summary>What one call gives.</summary>
internal enum ResultShape
{
    Nothing,
    Item,
    Step,
    Sequence,
    AsyncSequence,
}

/// <summary>What is around it.</summary>
internal enum ResultWrapping
{
    None,
    Task,
    ValueTask,
}

/// <summary>An outlet.</summary>
/// <param name="Name">The name of the port.</param>
/// <param name="Type">The type of its items.</param>
/// <param name="Field">The field of the tuple that it gets; empty for the whole item.</param>
/// <param name="Element">The name of the tuple's element that the user wrote; empty for none.</param>
/// <param name="Growth">How its pieces become values, as it is written; null where each item is a value.</param>
/// <param name="Says">What it says besides its type, as it is written; null for nothing.</param>
/// <param name="Label">What a person is shown, as it is written; null for the name in words.</param>
internal sealed record OutletModel(string Name, string Type, string Field, string Element, string? Growth = null, string? Says = null, string? Label = null)
{
    /// <summary>Gets whether it gives its last item to who comes late.</summary>
    public bool ReplaysLast { get; init; }
}
