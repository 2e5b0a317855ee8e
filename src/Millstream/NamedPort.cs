namespace Millstream;

/// <summary>One end of a named stream.</summary>
/// <param name="Name">The name.</param>
/// <param name="Fields">What the items are, besides their type.</param>
/// <param name="Owner">Whose end it is, for errors and lists: <c>'out' of the run 'r1'</c>.</param>
public sealed record NamedPort(string Name, PortFields Fields, string Owner)
{
    /// <summary>Names the end of a task's stream.</summary>
    /// <param name="name">The name.</param>
    /// <param name="fields">What the items are, besides their type.</param>
    /// <param name="context">The task's context.</param>
    public static NamedPort Of(string name, PortFields fields, TaskContext context)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(context);
        return new NamedPort(name, fields, $"'{context.TaskId}' of the run '{context.RunId}'");
    }
}
