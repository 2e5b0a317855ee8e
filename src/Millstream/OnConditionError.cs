namespace Millstream;

/// <summary>What becomes of an item when the condition of a branch throws.</summary>
public enum OnConditionError
{
    /// <summary>The task fails for the item, by its policy.</summary>
    Fail,

    /// <summary>The condition counts as false. The first time in a run leaves a warning.</summary>
    Else,
}
