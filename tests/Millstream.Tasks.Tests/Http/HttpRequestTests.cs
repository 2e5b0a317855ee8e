using System.Text;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Items;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback.</summary>
public sealed class HttpRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Each_item_is_sent_and_its_answer_given(bool fuse, int capacity)
    {
        await using var server = new LoopbackServer(request => LoopbackServer.Ok($$"""{"path":"{{request.Split(' ')[1]}}"}"""));
        var settings = new HttpRequestSettings { Url = $"{server.Url}/users/{{id}}?name={{name}}", Format = BodyFormat.Json };

        IReadOnlyList<Row> answers = await Flow.From(Row.Of(("id", 1), ("name", "Ann")), Row.Of(("id", 2), ("name", "Bo & Cy")))
            .Then(r => (object?)r).SendRequest(settings).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["/users/1?name=Ann", "/users/2?name=Bo%20%26%20Cy"], answers.Select(a => a.At("body.path").ToString()));
        Assert.Equal([$"{server.Url}/users/1", $"{server.Url}/users/2"], answers.Select(a => a["url"].ToString()));
        Assert.Equal(["1", "2"], answers.Select(a => a.At("item.id").ToString()));
        Assert.All(answers, a => Assert.Equal("200", a["status"].ToString()));
        Assert.Equal(["""{"id":1,"name":"Ann"}""", """{"id":2,"name":"Bo & Cy"}"""], server.Requests.Select(Body));
        Assert.All(server.Requests, r => Assert.Contains("Content-Type: application/json\r\n", r, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RequestMethod.Post, "POST", "a text ü")]
    [InlineData(RequestMethod.Put, "PUT", "a text ü")]
    [InlineData(RequestMethod.Patch, "PATCH", "a text ü")]
    [InlineData(RequestMethod.Delete, "DELETE", "")]
    [InlineData(RequestMethod.Get, "GET", "")]
    [InlineData(RequestMethod.Head, "HEAD", "")]
    public async Task The_method_is_the_one_that_is_set(RequestMethod method, string expected, string body)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Status(204, "No Content"));

        Row answer = Assert.Single(await Flow.From<object?>("a text ü").SendRequest(new HttpRequestSettings { Url = server.Url, Method = method }).ResultAsync());

        string request = Assert.Single(server.Requests);
        Assert.StartsWith($"{expected} / HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal(body, Body(request));
        Assert.Equal(body.Length > 0, request.Contains("Content-Type: text/plain; charset=utf-8\r\n", StringComparison.Ordinal));
        Assert.Equal(["204", ""], [answer["status"].ToString(), answer["body"].ToString()]);
    }

    [Theory]
    [InlineData("application/json", """{{"say": "{text}", "n": {n}}}""", """{"say": "a \"b\" \\ & c", "n": 3}""")]
    [InlineData("application/x-www-form-urlencoded", "say={text}&n={n}", "say=a%20%22b%22%20%5C%20%26%20c&n=3")]
    [InlineData("text/csv; charset=iso-8859-1", "{text};{n}", "a \"b\" \\ & c;3")]
    public async Task A_body_is_made_of_columns_and_escaped_as_its_type_needs_it(string type, string body, string expected)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok(""));
        var settings = new HttpRequestSettings { Url = server.Url, Body = body, ContentType = type, Headers = new Dictionary<string, string> { ["Content-Language"] = "en" } };

        await Flow.From<object?>(Row.Of(("text", "a \"b\" \\ & c"), ("n", 3))).SendRequest(settings).ResultAsync();

        string request = Assert.Single(server.Requests);
        Assert.Equal(expected, Body(request));
        Assert.Contains($"Content-Type: {type}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Language: en\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_stays_the_part_of_the_address_that_it_is()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok(""));
        Task<Exception> Refused(string id) =>
            Flow.From<object?>(Row.Of(("id", id))).SendRequest(new HttpRequestSettings { Url = $"{server.Url}/users/{{id}}", Method = RequestMethod.Delete }, o => o.Retry(3)).CauseAsync();

        await Flow.From<object?>(Row.Of(("id", "../admin?x=1#@evil/ü"))).SendRequest(new HttpRequestSettings { Url = $"{server.Url}/users/{{id}}" }).ResultAsync();
        Assert.StartsWith("POST /users/..%2Fadmin%3Fx%3D1%23%40evil%2F%C3%BC HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);

        Assert.Equal($"The address is '{server.Url}/users/..', which has a '.' or '..' for a step of its path: it would lead elsewhere.", (await Refused("..")).Message);
        Assert.Equal("The address cannot be made: a formula in the braces of 'url' has no value for this item.", (await Refused("")).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_policy_is_asked_for_the_address_that_an_item_makes()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("in"));
        var settings = new HttpRequestSettings { Url = $"{server.Url}/{{item}}", Method = RequestMethod.Get };
        var options = new RunOptions { Entitlements = new EntitlementPolicy().Grant("network:http", $"{server.Url}/**").Deny("network", $"{server.Url}/admin") };

        Assert.Equal("in", Assert.Single(await Flow.From<object?>("a").SendRequest(settings).ResultAsync(options))["body"].ToString());
        Assert.Equal(
            $"The address is {server.Url}/admin, which the run's policy does not grant (network:http).",
            (await Flow.From<object?>("admin").SendRequest(settings).CauseAsync(options)).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_item_may_say_which_server_if_the_policy_grants_it()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("in"));
        var settings = new HttpRequestSettings { Url = "{item}", Method = RequestMethod.Get };

        Assert.Equal("in", Assert.Single(await Flow.From<object?>($"{server.Url}/a/b?c=d").SendRequest(settings).ResultAsync())["body"].ToString());
        Assert.StartsWith("GET /a/b?c=d HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);

        EntitlementPolicy policy = new EntitlementPolicy().Grant("network:http", "https://example.com/**").Grant("network:http", "{*}");
        Assert.Equal(
            $"The address is {server.Url}/a, which the run's policy does not grant (network:http).",
            (await Flow.From<object?>($"{server.Url}/a?key=hidden").SendRequest(settings).CauseAsync(new RunOptions { Entitlements = policy })).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_status_fails_the_call_unless_every_one_is_asked_for()
    {
        await using var server = new LoopbackServer(request => request.Contains("/busy", StringComparison.Ordinal) ? LoopbackServer.Status(503, "Busy") : LoopbackServer.Status(302, "Found", "Location: /elsewhere\r\n"));
        Flow<object?> paths = Flow.From<object?>("busy", "moved");

        IReadOnlyList<Row> answers = await paths.SendRequest(new HttpRequestSettings { Url = $"{server.Url}/{{item}}", AnyStatus = true }).ResultAsync();
        Assert.Equal(["503", "302"], answers.Select(a => a["status"].ToString()));

        Exception cause = await Flow.From<object?>("moved").SendRequest(new HttpRequestSettings { Url = $"{server.Url}/{{item}}" }, o => o.Retry(3)).CauseAsync();
        Assert.Equal($"{server.Url}/moved answered 302 Found. An answer from 200 to 299 was expected.", cause.Message);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_request_whose_answer_is_lost_is_sent_again_where_the_task_is_told_to()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked < 3 ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf" : LoopbackServer.Ok("whole"));

        Assert.IsType<HttpRequestException>(await Flow.From<object?>(1).SendRequest(new HttpRequestSettings { Url = server.Url }).CauseAsync());
        Assert.Equal("whole", Assert.Single(await Flow.From<object?>(1).SendRequest(new HttpRequestSettings { Url = server.Url }, o => o.Retry(2)).ResultAsync())["body"].ToString());

        Assert.Equal(["1", "1", "1"], server.Requests.Select(Body));
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_and_a_server_that_is_slow_are_told()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("<html>"));
        Exception cause = await Flow.From<object?>(1).SendRequest(new HttpRequestSettings { Url = server.Url, Format = BodyFormat.Json }, o => o.Retry(3)).CauseAsync();
        Assert.StartsWith($"The answer of {server.Url}/ is not what 'format' says. It is no JSON: ", cause.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);

        await using var slow = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var time = new ManualTimeProvider();
        Task<Exception> failing = Flow.From<object?>(1).SendRequest(new HttpRequestSettings { Url = slow.Url }).CauseAsync(new RunOptions { Time = time });
        await slow.RequestedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<TimeoutException>(await failing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_are_sent_at_once_as_may_be(int parallel)
    {
        int now = 0, most = 0;
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
            Interlocked.Decrement(ref now);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(LoopbackServer.Ok("")), token);
        });

        Flow<long> sent = Flow.Range(0, 40).Then(i => (object?)i).SendRequest(new HttpRequestSettings { Url = server.Url }, o => o.Parallel(parallel)).CountItems();

        Assert.Equal([40], await sent.ResultAsync());
        Assert.InRange(most, 1, parallel);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), server.Requests.Select(Body).OrderBy(int.Parse));
    }

    [Fact]
    public async Task No_more_is_sent_than_is_taken()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok(""));
        var gate = new TaskCompletionSource();
        Task<IReadOnlyList<Row>> all = Flow.Range(0, 40).Then(i => (object?)i).SendRequest(new HttpRequestSettings { Url = server.Url }).Then(async row =>
        {
            await gate.Task;
            return row;
        }).ResultAsync(new RunOptions { Capacity = 1, Fuse = false });

        Assert.InRange(await Quiet.AtAsync(() => server.Requests.Count), 1, 6);
        gate.SetResult();

        Assert.Equal(40, (await all).Count);
    }

    [Fact]
    public async Task A_run_that_is_killed_ends_the_request()
    {
        await using var server = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var g = new GraphBuilder("g");
        g.Output("answers", Flow.From<object?>(1).SendRequest(new HttpRequestSettings { Url = server.Url }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await server.RequestedAsync(1);

        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        string[] Refusals(HttpRequestSettings settings) => Runs.Refusals(() => Flow.From<object?>(1).SendRequest(settings));

        Assert.Equal(["'http.request': the setting 'Url' is not set. It is an address, perhaps with columns in braces: https://example.com/users/{id}."], Refusals(new HttpRequestSettings()));
        Assert.StartsWith("'http.request': the setting 'Url' has a fault: ", Assert.Single(Refusals(new HttpRequestSettings { Url = "http://x/{a" })), StringComparison.Ordinal);
        Assert.Equal(
            [
                "'http.request': the setting 'Url' is '/x/1', which is no address that can be asked. It begins with http:// or https://.",
                "'http.request': the setting 'ContentType' is 'json', which is no type of content. Examples: application/json, text/csv; charset=utf-8.",
            ],
            Refusals(new HttpRequestSettings { Url = "/x/{a}", ContentType = "json" }));
        Assert.StartsWith("'http.request': the setting 'Body' has a fault: ", Assert.Single(Refusals(new HttpRequestSettings { Url = "http://x:{port}/", Body = "{1 +}" })), StringComparison.Ordinal);
    }

    private static string Body(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); seen < value && Interlocked.CompareExchange(ref most, value, seen) != seen;)
        {
            seen = Volatile.Read(ref most);
        }
    }
}
