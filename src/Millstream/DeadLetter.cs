using Millstream.Graphs;

namespace Millstream;

/// <summary>An item that a task could not take: kept because its error policy says so, or given on by its outlet <c>error</c>.</summary>
/// <param name="TaskId">The node that failed.</param>
/// <param name="TaskName">Its task's name.</param>
/// <param name="ItemIndex">The zero-based number of the item on the task's inlet; <see langword="null"/> for a task that is given the whole list.</param>
/// <param name="Attempt">How often the task was called with it, the first time included.</param>
/// <param name="Error">What the last call threw.</param>
/// <param name="Item">The item itself.</param>
public sealed record DeadLetter(
    NodeId TaskId, string TaskName, long? ItemIndex, int Attempt, Exception Error, object? Item)
{
    /// <summary>Gets what the error says.</summary>
    public string Message => Error.Message;

    /// <summary>Gets the name of the error's type: <c>InvalidOperationException</c>.</summary>
    public string ErrorType => Error.GetType().Name;
}
