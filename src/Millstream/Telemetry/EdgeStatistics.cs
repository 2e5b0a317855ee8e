namespace Millstream.Telemetry;

/// <summary>What passed over one edge of a run so far. Once the run is over, <c>Put = Delivered + Dropped</c>.</summary>
/// <param name="EdgeId">The edge: <c>a.out->b.in</c>.</param>
/// <param name="Put">Items that the producer gave.</param>
/// <param name="Delivered">Items that the consumer began.</param>
/// <param name="Dropped">Items that no one will begin: by an overflow policy, or because the consumer had ended.</param>
/// <param name="Depth">Items that are on the edge now.</param>
/// <param name="Capacity">How many it may hold now.</param>
/// <param name="Grown">How often it was given a larger capacity because full edges alone had stopped the run.</param>
public sealed record EdgeStatistics(
    string EdgeId, long Put, long Delivered, long Dropped, long Depth, int Capacity, int Grown);
