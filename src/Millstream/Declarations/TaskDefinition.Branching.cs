namespace Millstream;

// Tasks that send items to branches.
public sealed partial class TaskDefinition
{
    /// <summary>Makes a task that sends each item to the branch, or to every branch, whose condition holds: an outlet for each branch.</summary>
    /// <inheritdoc cref="Flow.Switch{T}(Flow{T}, IReadOnlyList{Branch{T}}, string?, Matching, Func{Tasks.TaskOptions, Tasks.TaskOptions}?, OnConditionError)"/>
    /// <param name="branches">The branches, asked in this order: 1 to 64.</param>
    /// <param name="defaultBranch">The branch of items that take no other; such items are left out unless it is given.</param>
    /// <param name="matching">Whether an item takes the first branch whose condition holds, or every one.</param>
    /// <param name="onError">What becomes of an item when a condition throws.</param>
    public static TaskDefinition Switch<T>(
        IReadOnlyList<Branch<T>> branches, string? defaultBranch = null, Matching matching = Matching.First, OnConditionError onError = OnConditionError.Fail) =>
        Branching("switch", branches, defaultBranch, matching, onError);

    /// <summary>Makes a task that divides items by a condition: into the outlet <c>then</c> those for which it holds, into <c>else</c> the others.</summary>
    /// <inheritdoc cref="Flow.If{T}(Flow{T}, Func{T, bool}, Func{Tasks.TaskOptions, Tasks.TaskOptions}?, OnConditionError)"/>
    /// <param name="condition">Says which way an item goes.</param>
    /// <param name="onError">What becomes of an item when the condition throws.</param>
    public static TaskDefinition If<T>(Func<T, bool> condition, OnConditionError onError = OnConditionError.Fail)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Branching("if", [new Branch<T>("then", condition), new Branch<T>("else")], "else", Matching.First, onError);
    }

    private static TaskDefinition Branching<T>(string name, IReadOnlyList<Branch<T>> branches, string? defaultBranch, Matching matching, OnConditionError onError)
    {
        Func<Tasks.TaskOptions, bool, Tasks.TaskBody> make = Flow.SwitchBody(name, branches, matching, defaultBranch, onError);
        return OfNode(
            new TaskDescriptor(name)
            {
                Inlets = [InletDescriptor.Of<T>("items")],
                Outlets = [.. branches.Select(b => OutletDescriptor.Of<T>(b.Name))],
            },
            place => make(place.Options, place.AreValues[0]));
    }
}
