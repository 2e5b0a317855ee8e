using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millstream;
using Millstream.Graphs;

namespace Parcels;

public sealed record Parcel(string To, decimal Weight);

public sealed record Label(string To, decimal Price);

public interface ICarrier
{
    Task<decimal> RateAsync(string to, CancellationToken token);
}

// What the tests of this project test: parcels are priced by a carrier that may fail, and gathered into batches.
#region testing-tasks
public static class Tasks
{
    [StreamTask(Retry = 2, TimeoutMs = 1000)]
    public static async Task<Label> PriceAsync(Parcel parcel, [Service] ICarrier carrier, ILogger logger, CancellationToken token)
    {
        decimal rate = await carrier.RateAsync(parcel.To, token);
        logger.LogInformation("A parcel to {To} costs {Rate} a kilo.", parcel.To, rate);
        return new Label(parcel.To, Surcharge(parcel.Weight) + (parcel.Weight * rate));
    }

    [StreamTask]
    public static decimal Surcharge(decimal weight) => weight > 20 ? 5 : 0;

    [StreamTask]
    public static async IAsyncEnumerable<string> Announce(
        IAsyncEnumerable<Label> labels, TimeProvider time, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (Label label in labels.WithCancellation(token))
        {
            yield return $"{time.GetUtcNow():HH:mm} {label.To}: {label.Price}";
        }
    }
}
#endregion

public static class ParcelGraph
{
    public static TaskGraph Build()
    {
        var g = new GraphBuilder("parcels");
        Flow<Label> labels = g.Price(g.Input<Parcel>("parcels"));
        return g
            .Output("notes", g.Announce(labels))
            .Output("batches", labels.Chunk(TimeSpan.FromMinutes(10), count: 3))
            .Build();
    }
}
