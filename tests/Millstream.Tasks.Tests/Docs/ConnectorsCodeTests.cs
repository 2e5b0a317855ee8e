using Millstream.Data;
using Millstream.Http;
using Millstream.Items;
using Millstream.Rows;

namespace Millstream.Docs;

public sealed class ConnectorsCodeTests
{
    [Fact]
    public async Task The_example_asks_and_sends()
    {
        await using var server = new LoopbackServer(request => request.StartsWith("GET /trades", StringComparison.Ordinal)
            ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"id\":1,\"amount\":900}\n\ndata: {\"id\":2,\"amount\":5000}\n\ndata: {\"id\":3,\"amount\":2000}\n\n"
            : LoopbackServer.Status(204, "No Content"));
        string url = server.Url;

        #region connectors-code
        Flow<Row> large = EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = $"{url}/trades", Format = BodyFormat.Json })
            .FilterRows(new FilterSettings { Condition = "data.amount > 1000" })
            .SelectColumns(new SelectSettings { Columns = "id: data.id, amount: data.amount" })
            .LimitItems(new CountSettings { Count = 2 });

        Flow<Row> answers = large.Then(row => (object?)row)
            .SendRequest(new HttpRequestSettings { Url = $"{url}/alerts/{{id}}" }, o => o.Retry(3));

        IReadOnlyList<Row> sent = await answers.RunAsync();          // each with status, body, and the item that was sent
        #endregion

        Assert.Equal(["2", "3"], sent.Select(a => a.At("item.id").ToString()));
        Assert.Equal(["204", "204"], sent.Select(a => a["status"].ToString()));
        Assert.Equal(["POST /alerts/2 HTTP/1.1", "POST /alerts/3 HTTP/1.1"], server.Requests.Skip(1).Select(r => r.Split("\r\n")[0]));
        Assert.EndsWith("""{"id":2,"amount":5000}""", server.Requests.ElementAt(1), StringComparison.Ordinal);
    }
}
