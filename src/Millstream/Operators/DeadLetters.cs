using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the items that the last task of a flow could not take, as a flow of their own: to store, count or try again.</summary>
    /// <remarks>
    /// <para>
    /// It is a second outlet of that task, called <c>error</c>. In a run that reads it, the task goes on after an item for which it failed for good (after
    /// its retries), and such items are not among <see cref="GraphRun.DeadLetters"/>. In a run that does not, the task's own error policy holds.
    /// Who stops reading leaves what comes then to <see cref="GraphRun.DeadLetters"/>, as does a run that ends before a letter could go on.
    /// </para>
    /// <para>Emits: one <see cref="DeadLetter"/> for each such item, in the order of the items (as they fail where the task is unordered); they are numbered from 0.</para>
    /// <para>Backpressure: the task reads while there is room for its results and for its dead letters: the fuller governs.</para>
    /// <para>Completes: with the task, which ends when nobody reads its results nor its dead letters any more.</para>
    /// <para>Fails: when what feeds the task fails.</para>
    /// </remarks>
    /// <param name="step">What the task gives.</param>
    /// <exception cref="GraphConfigurationException">
    /// The last operator does not take item by item, or leaves out what it cannot take: there are no dead letters.
    /// </exception>
    public static Flow<DeadLetter> DeadLetters(this FlowOutcome step)
    {
        ArgumentNullException.ThrowIfNull(step);
        TaskBody task = step.Node.Task;
        if (!task.SetsItemsAside || step.OutletIndex >= task.Outlets.Count)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting,
                $"'{task.Name}' has no dead letters: it does not call a method for each item, or a failure of it is not that of one item. Ask the "
                + "'Then', 'Where', 'ForEach' or 'Save' whose items may fail.");
        }

        if (task.Options.ErrorPolicy == Stages.ItemErrorPolicy.Skip)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting, $"'{task.Name}' leaves out what it cannot take: with SkipErrors there are no dead letters. Leave out one of the two.");
        }

        return new Flow<DeadLetter>(step.Node, task.Outlets.Count);
    }
}
