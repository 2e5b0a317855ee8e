namespace Millstream.Tasks;

/// <summary>How a declared task became a node, so that a graph around its graph can place it again where more inlets are fed by single values.</summary>
/// <param name="Descriptor">What is known of the task.</param>
/// <param name="Make">Makes the task, told which inlets are fed by single values.</param>
/// <param name="AreValues">Which are.</param>
/// <param name="GivesValue">Says whether the task gives one value where those are.</param>
internal sealed record NodePlacing(TaskDescriptor Descriptor, Func<bool[], TaskBody> Make, bool[] AreValues, Func<bool[], bool> GivesValue);
