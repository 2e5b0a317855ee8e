using System.Text;
using Millstream.Data;
using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>Cells of what messages have in their headers: texts come as bytes.</summary>
internal static class Headers
{
    /// <summary>Makes a row of the headers of a message, without what the sender's client has there for itself; no value where there are none.</summary>
    public static Cell OfMessage(IDictionary<string, object?>? headers) =>
        headers is null || headers.Keys.All(IsOfClient) ? Cell.Null : Of(headers.Where(h => !IsOfClient(h.Key)).ToDictionary());

    private static bool IsOfClient(string name) => name == Constants.PublishSequenceNumberHeader;

    private static Cell Of(object? value) => value switch
    {
        byte[] bytes => new Cell(Encoding.UTF8.GetString(bytes)),
        AmqpTimestamp time => Cell.From(DateTimeOffset.FromUnixTimeSeconds(time.UnixTime)),
        IDictionary<string, object?> table => new Cell(Row.Of([.. table.Select(e => (e.Key, Of(e.Value)))])),
        System.Collections.IList list => new Cell((Cell[])[.. list.Cast<object?>().Select(Of)]),
        _ => Cell.From(value),
    };
}
