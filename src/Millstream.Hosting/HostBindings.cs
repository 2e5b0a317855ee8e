using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>The methods of a host and the contracts they are bound to, with what is wrong with them until somebody asks.</summary>
internal sealed class HostBindings
{
    private readonly List<GraphFault> _faults = [];

    public TaskImplementations Implementations { get; } = new();

    /// <summary>Gets everything that keeps the host from starting.</summary>
    public IReadOnlyList<GraphFault> Faults => _faults;

    public void Implement(TaskDescriptor contract, TaskDefinition task) => _faults.AddRange(Implementations.Bind(contract, task));

    /// <summary>Refuses the host.</summary>
    /// <exception cref="GraphConfigurationException">A method does not fit its contract.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new GraphConfigurationException([.. _faults]);
        }
    }
}
