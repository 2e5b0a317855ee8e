using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Regions;

/// <summary>All that a task of a region reads: how it is read, from where, and whose end it waits for.</summary>
/// <param name="Reading">The inlets as one reader.</param>
/// <param name="Edges">An edge for each inlet.</param>
/// <param name="Needs">The tasks at the other ends.</param>
internal sealed record TaskInputs<TIn>(CallInput<TIn> Reading, RegionEdge[] Edges, SpawnedTask[] Needs);

/// <summary>An edge of a region: the outlet that it comes from, and how it is bounded where the task's options ask for it.</summary>
/// <param name="From">The outlet.</param>
/// <param name="Options">Makes the edge's options of those of the task; null when they are for items of another type.</param>
internal sealed record RegionEdge(FlowInput From, Func<EdgeOptions, EdgeOptions?> Options);
