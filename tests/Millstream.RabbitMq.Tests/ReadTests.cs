using Millstream.Data;
using Millstream.Documents;
using Millstream.Graphs;
using Millstream.Http;
using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>Against a real server.</summary>
public sealed class ReadTests(RabbitProcess server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task The_messages_of_a_queue_are_rows_and_gone_then(bool fuse, int capacity)
    {
        string queue = $"read {fuse} {capacity}";
        await server.FillAsync(queue, Enumerable.Range(0, 250).Select(n => $"message {n} é"));

        IReadOnlyList<Row> rows = await Read(queue, s => s.UntilEmpty = true).ResultAsync(server.Options with { Fuse = fuse, Capacity = capacity });

        Assert.Equal(
            Enumerable.Range(0, 250).Select(n => $$"""{"body":"message {{n}} é","key":"{{queue}}","redelivered":false,"headers":null}"""), rows.Select(r => r.ToJson()));
        Assert.Empty(await server.DrainAsync(queue));
    }

    // Where "take" is a stage of its own, what is on the edge before it was taken as well.
    [Theory]
    [InlineData(true, 1024)]
    [InlineData(true, 1)]
    public async Task It_waits_for_more_until_nobody_wants_more(bool fuse, int capacity)
    {
        string queue = $"read on {fuse} {capacity}";
        await server.FillAsync(queue, ["0", "1", "2"]);
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Flow<string> bodies = Read(queue).Then(row =>
        {
            if (row["body"] == "2")
            {
                third.SetResult();
            }

            return row["body"].ToString();
        });

        Task<IReadOnlyList<string>> reading = bodies.Take(4).ResultAsync(server.Options with { Fuse = fuse, Capacity = capacity });
        await third.Task.WaitAsync(Runs.Deadline, Token);
        await server.FillAsync(queue, ["3", "4", "5"]);

        Assert.Equal(["0", "1", "2", "3"], await reading);

        // The last one that was taken may come again; none that was not is gone.
        List<string> left = await server.DrainAsync(queue);
        Assert.Equal(["4", "5"], left.TakeLast(2));
    }

    [Fact]
    public async Task JSON_and_headers_are_cells()
    {
        await server.DoAsync(async channel =>
        {
            await channel.QueueDeclareAsync("json", durable: true, exclusive: false, autoDelete: false);
            var headers = new Dictionary<string, object?> { ["text"] = "x", ["number"] = 7, ["list"] = new List<object?> { true, "y" }, ["table"] = new Dictionary<string, object?> { ["n"] = 1L }, ["none"] = null };
            await channel.BasicPublishAsync("", "json", mandatory: false, new BasicProperties { Headers = headers }, "{\"a\":[1,{\"b\":null}]}"u8.ToArray());
            return true;
        });

        Row row = Assert.Single(await Read("json", s => (s.Format, s.UntilEmpty) = (BodyFormat.Json, true)).ResultAsync(server.Options));

        Assert.Equal("""{"a":[1,{"b":null}]}""", row["body"].ToJson());
        Assert.Equal("x 7 [true,\"y\"] {\"n\":1} ", string.Join(' ', ((string[])["text", "number", "list", "table", "none"]).Select(h => row["headers"].Row![h])));
    }

    [Fact]
    public async Task A_message_that_is_no_JSON_fails_the_task_or_is_dead_lettered()
    {
        await server.FillAsync("bad dead", []);
        await server.FillAsync("bad", ["1", "{", "3"], new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "bad dead" });

        Exception cause = await Read("bad", s => (s.Format, s.UntilEmpty) = (BodyFormat.Json, true)).CauseAsync(server.Options);
        Assert.IsType<TaskInputException>(cause);
        Assert.StartsWith("A message of the queue 'bad' cannot be read: '{'. It is no JSON: ", cause.Message, StringComparison.Ordinal);
        await server.UntilCountAsync("bad", 2);

        IReadOnlyList<Row> rows = await Read("bad", s => (s.Format, s.UntilEmpty, s.BadMessages) = (BodyFormat.Json, true, BadMessages.Reject)).ResultAsync(server.Options);
        Assert.Equal(["3"], rows.Select(r => r["body"].ToString()));
        await server.UntilCountAsync("bad dead", 1);
        Assert.Equal(["{"], await server.DrainAsync("bad dead"));
    }

    [Fact]
    public async Task The_server_keeps_what_the_graph_does_not_take()
    {
        await server.FillAsync("slow", Enumerable.Range(0, 100).Select(n => $"{n}"));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int seen = 0;
        Flow<Row> slow = Read("slow", s => s.Prefetch = 10).Then(async row =>
        {
            Interlocked.Increment(ref seen);
            await gate.Task;
            return row;
        });

        Task<IReadOnlyList<Row>> reading = slow.Take(100).ResultAsync(server.Options with { Capacity = 1, Fuse = false });

        // One is with the slow task, a few are on the edges, and ten wait in the reader: the others have not left the server.
        while (Volatile.Read(ref seen) == 0 || await server.CountAsync("slow") is 100)
        {
            Token.ThrowIfCancellationRequested();
        }

        Assert.InRange(await server.CountAsync("slow"), 80u, 90u);
        gate.SetResult();
        Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), (await reading).Select(r => r["body"].ToString()));
    }

    [Fact]
    public async Task What_a_stopped_run_has_not_taken_comes_again()
    {
        await server.FillAsync("stopped", Enumerable.Range(0, 50).Select(n => $"{n}"));
        var tenth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<string>();
        var g = new GraphBuilder("stopped");
        g.Discard(Read("stopped").Then(async row =>
        {
            seen.Add(row["body"].ToString());
            if (seen.Count == 10)
            {
                tenth.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).WaitAsync(Token);
            }

            return row;
        }), id: "discard");
        await using (GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), server.Options with { Capacity = 1, Grace = TimeSpan.FromMilliseconds(50) }, Token))
        {
            await tenth.Task.WaitAsync(Runs.Deadline, Token);
            await run.KillAsync().WaitAsync(Runs.Deadline, Token);
        }

        List<string> left = await server.DrainAsync("stopped");

        Assert.Equal("49", left[^1]);
        Assert.Equal(Enumerable.Range(50 - left.Count, left.Count).Select(n => $"{n}"), left);
        Assert.InRange(left.Count, 30, 42);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task What_was_not_acknowledged_by_its_task_comes_again_after_a_failure(bool fuse, int capacity)
    {
        string queue = $"at least once {fuse} {capacity}";
        await server.FillAsync(queue, Enumerable.Range(0, 60).Select(n => $"{n}"));
        var through = new List<string>();
        RunOptions options = server.Options with { Fuse = fuse, Capacity = capacity };

        for (int failAt = 20; failAt <= 60; failAt += 20)
        {
            var g = new GraphBuilder("once");
            int at = failAt;
            Flow<Row> done = Read(queue, s => (s.UntilEmpty, s.Acknowledge, s.Prefetch) = (true, Acknowledge.ByTask, 15)).Then(row =>
            {
                if (row["body"] == $"{at}")
                {
                    throw new InvalidDataException("It is broken.");
                }

                lock (through)
                {
                    through.Add(row["body"].ToString());
                }

                return row;
            });
            g.Acknowledge(done, id: "acknowledge");
            if (at < 60)
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync(options));
            }
            else
            {
                await g.ToEndAsync(options);
            }
        }

        Assert.Equal(Enumerable.Range(0, 60), through.Select(t => int.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order());
        Assert.Empty(await server.DrainAsync(queue));
    }

    [Fact]
    public async Task Messages_are_rejected_and_requeued_by_tasks_too()
    {
        await server.FillAsync("settled dead", []);
        await server.FillAsync("settled", ["good", "bad", "later"], new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "settled dead" });
        var g = new GraphBuilder("settle");
        Flow<Row> rows = Read("settled", s => (s.UntilEmpty, s.Acknowledge) = (true, Acknowledge.ByTask));
        g.Acknowledge(rows.Where(r => r["body"] == "good"), id: "good");
        g.Acknowledge(rows.Where(r => r["body"] == "bad"), new RabbitAcknowledgeSettings { As = Settlement.Reject }, id: "bad");
        g.Acknowledge(rows.Where(r => r["body"] == "later" && !r["redelivered"].IsTrue), new RabbitAcknowledgeSettings { As = Settlement.Requeue }, id: "later");

        await g.ToEndAsync(server.Options);

        await server.UntilCountAsync("settled dead", 1);
        Assert.Equal(["bad"], await server.DrainAsync("settled dead"));
        Assert.Equal(["later"], await server.DrainAsync("settled"));
    }

    [Fact]
    public async Task A_row_that_is_no_message_cannot_be_acknowledged()
    {
        foreach ((Row row, string found) in (IEnumerable<(Row, string)>)[(Row.Of(("a", 1)), "It has the columns 'a'."), (Row.Of(("delivery", "x")), "There, it is 'x'."), (Row.Of(("delivery", 1)), "There, it is '1'.")])
        {
            var g = new GraphBuilder("none");
            g.Acknowledge(Flow.From(row), id: "acknowledge");

            TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());

            Assert.Equal(
                $"A row came to be acknowledged whose column 'delivery' is no number of a message of this run. {found} Keep that column from 'rabbit.read' with acknowledge: byTask on.", failure.InnerException!.Message);
        }
    }

    [Fact]
    public async Task A_queue_that_cannot_be_read_is_told()
    {
        string shown = $"RabbitMQ (/ on 127.0.0.1:{server.Port})";
        foreach (bool untilEmpty in (bool[])[false, true])
        {
            Exception cause = await Read("none", s => s.UntilEmpty = untilEmpty).CauseAsync(server.Options);
            Assert.IsType<TaskInputException>(cause);
            Assert.Equal($"{shown} does not give the queue 'none': NOT_FOUND - no queue 'none' in vhost '/' (404).", cause.Message);
        }

        await server.DoAsync(channel => channel.QueueDeclareAsync("passing", durable: false, exclusive: false, autoDelete: false));
        Exception other = await Read("passing", s => s.Declare = true).CauseAsync(server.Options);
        Assert.StartsWith($"{shown} does not give the queue 'passing': PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'passing' in vhost '/'", other.Message, StringComparison.Ordinal);

        Assert.Empty(await Read("made", s => (s.Declare, s.UntilEmpty) = (true, true)).ResultAsync(server.Options));
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_told()
    {
        await server.FillAsync("deleted", ["0"]);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception> failing = Read("deleted").Then(row =>
        {
            first.TrySetResult();
            return row;
        }).CauseAsync(server.Options);
        await first.Task.WaitAsync(Runs.Deadline, Token);

        await server.DoAsync(channel => channel.QueueDeleteAsync("deleted"));

        Assert.Equal($"RabbitMQ (/ on 127.0.0.1:{server.Port}) gives no more of the queue 'deleted': it was deleted.", (await failing).Message);
    }

    [Fact]
    public async Task Who_asks_is_refused_without_being_named()
    {
        Exception cause = await Read("q").CauseAsync(RabbitProcess.With(server.Connection.Replace("guest:guest", "annabel:secret-a", StringComparison.Ordinal)));

        Assert.IsType<TaskInputException>(cause);
        Assert.Equal($"RabbitMQ (/ on 127.0.0.1:{server.Port}) refuses who asks: the user or the password is wrong, or this user may not connect from here. See to the credential 'mq'.", cause.Message);
        Assert.DoesNotContain("annabel", cause.ToString(), StringComparison.Ordinal);

        cause = await Read("q").CauseAsync(RabbitProcess.With(server.Connection + "/nowhere"));
        Assert.IsType<TaskInputException>(cause);
        Assert.Equal(
            $"RabbitMQ (nowhere on 127.0.0.1:{server.Port}) does not take the connection: NOT_ALLOWED - vhost nowhere not found (530). Is there a virtual host of that name, and may the user use it?", cause.Message);
    }

    [Fact]
    public async Task A_secret_that_is_no_address_is_not_shown()
    {
        foreach (string secret in (string[])["secret-a", "http://ann:secret-a@mq", "amqp://ann:secret-a:b@mq:port/", "amqp://a:b:secret-a@mq"])
        {
            Exception cause = await Read("q").CauseAsync(RabbitProcess.With(secret));

            Assert.StartsWith("The secret of credential 'mq' is no address. Write amqp://", cause.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-a", cause.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_server_is_found_by_settings_too()
    {
        await server.FillAsync("plain", ["0"]);
        Flow<Row> rows = RabbitTasksPlacing.Read(new RabbitReadSettings { Host = "127.0.0.1", Port = server.Port, User = "guest", Password = new Credential("mq"), Queue = "plain", UntilEmpty = true });

        Assert.Single(await rows.ResultAsync(RabbitProcess.With("guest")));
        Assert.Equal(
            ["'rabbit.read': neither the setting 'Connection' nor 'Host' is set. Say which server: connection: { credential: name }, or host.", "'rabbit.read': the setting 'Queue' is not set. It is the name of a queue: orders."],
            Runs.Refusals(() => RabbitTasksPlacing.Read(new RabbitReadSettings())));
    }

    [Fact]
    public async Task A_document_reads_writes_and_acknowledges()
    {
        await server.FillAsync("doc orders", ["""{"id":1,"total":5}""", """{"id":2,"total":50}"""]);
        GraphDocument document = GraphDocument.Parse("""
            name: large
            nodes:
              orders: { task: rabbit.read, settings: { connection: { credential: mq }, queue: doc orders, format: json, acknowledge: byTask, untilEmpty: true } }
              large:  { task: where, inputs: { rows: orders }, settings: { condition: body.total > 10 } }
              bodies: { task: select, inputs: { rows: large }, settings: { columns: "id: body.id" } }
              write:  { task: rabbit.write, inputs: { item: bodies }, settings: { connection: { credential: mq }, queue: doc large, declare: true } }
              sent:   { task: rabbit.send, inputs: { row: orders }, settings: { connection: { credential: mq }, queue: doc all, declare: true } }
              done:   { task: rabbit.acknowledge, inputs: { row: sent } }
            """);
        TaskCatalogue tasks = TaskCatalogue.Of(BuiltInTasks.Catalogue, RabbitTasks.Catalogue);
        Assert.Empty(document.Check(tasks));

        await using (GraphRun run = await LocalEngine.Shared.StartAsync(document.Build(tasks), server.Options, Token))
        {
            await run.Completion.WaitAsync(Runs.Deadline, Token);
        }

        Assert.Equal(["""{"id":2}"""], await server.DrainAsync("doc large"));
        Assert.Equal(["""{"id":1,"total":5}""", """{"id":2,"total":50}"""], await server.DrainAsync("doc all"));
        Assert.Empty(await server.DrainAsync("doc orders"));
    }

    private static Flow<Row> Read(string queue, Action<RabbitReadSettings>? set = null)
    {
        var settings = new RabbitReadSettings { Connection = new Credential("mq"), Queue = queue };
        set?.Invoke(settings);
        return RabbitTasksPlacing.Read(settings);
    }
}
