using Millstream.Data;

namespace Millstream.RabbitMq;

public static class Sinks
{
    /// <summary>Takes rows, and does nothing with them.</summary>
    [StreamTask]
    public static void Discard(Row row) => ArgumentNullException.ThrowIfNull(row);
}
