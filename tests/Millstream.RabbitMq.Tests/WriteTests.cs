using System.Text;
using Millstream.Data;
using Millstream.Graphs;
using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>Against a real server.</summary>
public sealed class WriteTests(RabbitProcess server)
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Items_are_messages_of_the_queue_in_their_order(bool fuse, int capacity)
    {
        string queue = $"write {fuse} {capacity}";

        await WriteAsync(Flow.Iter(Enumerable.Range(0, 100)).Then(n => $"{n}"), new() { Queue = queue, Declare = true }, server.Options with { Fuse = fuse, Capacity = capacity });

        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), await server.DrainAsync(queue));
    }

    [Fact]
    public async Task Texts_are_written_as_they_are_and_everything_else_as_JSON()
    {
        var g = new GraphBuilder("write");
        await WriteAsync(
            Flow.From<object?>("a \"é", 7, 1.5, true, Row.Of(("n", 1)), new[] { 1, 2 }, ""), new() { Queue = "kinds", Declare = true, Headers = new Dictionary<string, string> { ["origin"] = "tests" } });

        List<string> read = await server.DoAsync(async channel =>
        {
            var all = new List<string>();
            while (await channel.BasicGetAsync("kinds", autoAck: true) is { } message)
            {
                Assert.Equal("tests", Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers!["origin"]!));
                all.Add($"{Encoding.UTF8.GetString(message.Body.Span)} {message.BasicProperties.ContentType} {message.BasicProperties.DeliveryMode}");
            }

            return all;
        });

        Assert.Equal(
            [
                "a \"é text/plain; charset=utf-8 Persistent", "7 application/json Persistent", "1.5 application/json Persistent", "true application/json Persistent", "{\"n\":1} application/json Persistent",
                "[1,2] application/json Persistent", " text/plain; charset=utf-8 Persistent",
            ],
            read);
    }

    [Fact]
    public async Task An_exchange_decides_by_the_key()
    {
        await server.DoAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync("sales", ExchangeType.Direct, durable: true);
            await channel.QueueDeclareAsync("sales bern", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync("sales bern", "sales", "bern");
            return true;
        });

        await WriteAsync(Flow.From("a"), new() { Exchange = "sales", Key = "bern" });
        await WriteAsync(Flow.From("b"), new() { Exchange = "sales", Key = "rome", Mandatory = false });
        Exception cause = await CauseAsync(Flow.From("c"), new() { Exchange = "sales", Key = "rome" });

        Assert.Equal(["a"], await server.DrainAsync("sales bern"));
        Assert.IsType<TaskInputException>(cause);
        Assert.StartsWith($"RabbitMQ (/ on 127.0.0.1:{server.Port}) has no queue for a message to the exchange 'sales' with the key 'rome'. Make the queue", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_on_their_way_where_calls_are_parallel()
    {
        var g = new GraphBuilder("write");
        g.Write(Flow.Iter(Enumerable.Range(0, 2000)).Then(n => (object?)$"{n}"), Settings(new() { Queue = "parallel", Declare = true }), id: "write", options: o => o.Parallel(64));

        await g.ToEndAsync(server.Options);

        Assert.Equal(Enumerable.Range(0, 2000), (await server.DrainAsync("parallel")).Select(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task What_does_not_take_the_message_is_told()
    {
        string shown = $"RabbitMQ (/ on 127.0.0.1:{server.Port})";
        Exception cause = await CauseAsync(Flow.From("a"), new() { Queue = "no such" });
        Assert.StartsWith($"{shown} has no queue for a message to the queue 'no such'.", cause.Message, StringComparison.Ordinal);

        cause = await CauseAsync(Flow.From("a"), new() { Exchange = "no such", Key = "k" });
        Assert.IsType<TaskInputException>(cause);
        Assert.Equal($"{shown} does not take messages to the exchange 'no such' with the key 'k': NOT_FOUND - no exchange 'no such' in vhost '/' (404).", cause.Message);

        await server.FillAsync("full", ["0"], new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        cause = await CauseAsync(Flow.From("a"), new() { Queue = "full" });
        Assert.IsType<IOException>(cause);
        Assert.Equal($"{shown} has not taken a message to the queue 'full': a queue is full, or cannot be written.", cause.Message);
    }

    [Fact]
    public void What_cannot_be_is_refused_where_it_is_placed()
    {
        Assert.Equal(["'rabbit.write': neither the setting 'Queue' nor 'Exchange' is set. Set one of them."], Refusals(new()));
        Assert.Equal(["'rabbit.write': both of the settings 'Queue' and 'Exchange' are set. Set one of them."], Refusals(new() { Queue = "a", Exchange = "b" }));
        Assert.Equal(["'rabbit.write': the setting 'Key' is set, and 'Exchange' is not: a queue has no keys."], Refusals(new() { Queue = "a", Key = "k" }));

        static string[] Refusals(RabbitWriteSettings settings) => Runs.Refusals(() => new GraphBuilder("write").Write(Flow.From<object?>("a"), Settings(settings), id: "write"));
    }

    private static RabbitWriteSettings Settings(RabbitWriteSettings settings)
    {
        settings.Connection = new Credential("mq");
        return settings;
    }

    private Task WriteAsync<T>(Flow<T> items, RabbitWriteSettings settings, RunOptions? options = null)
    {
        var g = new GraphBuilder("write");
        g.Write(items.Then(i => (object?)i), Settings(settings), id: "write");
        return g.ToEndAsync(options ?? server.Options);
    }

    private async Task<Exception> CauseAsync<T>(Flow<T> items, RabbitWriteSettings settings) =>
        (await Assert.ThrowsAsync<TaskFailedException>(() => WriteAsync(items, settings))).InnerException!;
}
