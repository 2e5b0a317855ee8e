using System.Text;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback: one that answers, is stopped, slow, and answers nonsense.</summary>
public sealed class HttpTasksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Each_address_gives_its_text(bool fuse, int capacity)
    {
        await using var server = new LoopbackServer(request => LoopbackServer.Ok($"page ü {request.Split(' ')[1]}"));

        IReadOnlyList<string> texts = await Flow.From($"{server.Url}/a", $"{server.Url}/b?c=d")
            .GetPage(new HttpGetSettings { Headers = new Dictionary<string, string> { ["X-Mine"] = "yes" } }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["page ü /a", "page ü /b?c=d"], texts);
        Assert.All(server.Requests, r => Assert.Contains("X-Mine: yes\r\n", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_credential_is_shown_as_a_bearer_token()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("in"));
        var options = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["key"] = "s3cret-token" }) };

        Assert.Equal(["in"], await Flow.From(server.Url).GetPage(new HttpGetSettings { Token = new Credential("key") }).ResultAsync(options));

        Assert.Contains("Authorization: Bearer s3cret-token\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_pass_is_asked_again_and_what_may_not_is_not()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked < 3 ? LoopbackServer.Status(503, "Busy") : LoopbackServer.Ok("there"));
        Assert.Equal(["there"], await Flow.From(server.Url).GetPage(options: o => o.Retry(5)).ResultAsync());
        Assert.Equal(3, asked);

        await using var without = new LoopbackServer(_ => LoopbackServer.Status(404, "Not Found"));
        Exception cause = await Flow.From($"{without.Url}/x?key=hidden").GetPage(options: o => o.Retry(5)).CauseAsync();
        Assert.Equal($"{without.Url}/x answered 404 Not Found. An answer from 200 to 299 was expected.", cause.Message);
        Assert.Single(without.Requests);
    }

    [Fact]
    public async Task A_server_that_is_stopped_slow_or_answers_nonsense_is_told()
    {
        string gone;
        await using (var server = new LoopbackServer(_ => ""))
        {
            gone = server.Url;
        }

        Assert.StartsWith($"{gone}/ cannot be read: ", (await Flow.From(gone).GetPage().CauseAsync()).Message, StringComparison.Ordinal);
        foreach (string nonsense in (string[])["", "no HTTP at all\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"])
        {
            await using var server = new LoopbackServer(_ => nonsense);
            Exception cause = await Flow.From(server.Url).GetPage().CauseAsync();
            Assert.StartsWith($"{server.Url}/ cannot be read: ", cause.Message, StringComparison.Ordinal);
            Assert.IsType<HttpRequestException>(cause);
        }

        await using var slow = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1"), token);
            await Task.Delay(Timeout.Infinite, token);
        });
        Exception late = await Flow.From(slow.Url).GetPage(new HttpGetSettings { Timeout = TimeSpan.FromMilliseconds(200) }).CauseAsync();
        Assert.Equal($"{slow.Url}/ did not answer within 0.2 s. Set 'Timeout' higher, or see what holds the server up.", late.Message);
    }

    [Fact]
    public async Task An_endless_answer_has_a_limit()
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), token);
            while (true)
            {
                await stream.WriteAsync(new byte[10_000], token);
            }
        });

        Exception cause = await Flow.From(server.Url).GetPage(new HttpGetSettings { MaxLength = 100_000 }).CauseAsync();

        Assert.Equal($"The answer of {server.Url}/ has more than 100000 bytes. Set 'MaxLength' higher where answers are that long.", cause.Message);
    }

    [Fact]
    public async Task An_item_that_is_no_address_is_refused()
    {
        foreach (string url in (string[])["", "file:///etc/passwd", "example.com"])
        {
            Assert.Equal($"'{url}' is no address that can be asked. It begins with http:// or https://.", (await Flow.From(url).GetPage().CauseAsync()).Message);
        }
    }

    [Fact]
    public async Task A_run_that_is_killed_ends_the_request()
    {
        var asked = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (_, _, token) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var g = new GraphBuilder("g");
        g.Output("text", Flow.From(server.Url).GetPage());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await asked.Task.WaitAsync(Runs.Deadline, Token);

        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
    }

    [Fact]
    public async Task A_page_is_polled_and_only_changes_are_given_if_asked()
    {
        string page = "one";
        await using var server = new LoopbackServer(request =>
        {
            string tag = $"\"{page}\"";
            return request.Contains($"If-None-Match: {tag}", StringComparison.Ordinal)
                ? "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
                : LoopbackServer.Ok(page, $"ETag: {tag}\r\n");
        });
        var time = new ManualTimeProvider();
        Task<IReadOnlyList<Row>> rows = HttpTasksPlacing.PollPage(new HttpPollSettings { Url = server.Url, ChangedOnly = true, Interval = TimeSpan.FromSeconds(30) })
            .Take(2).ResultAsync(new RunOptions { Time = time });
        for (int asked = 1; !rows.IsCompleted; asked++)
        {
            Assert.True(SpinWait.SpinUntil(() => rows.IsCompleted || server.Requests.Count >= asked, Runs.Deadline));
            page = asked >= 3 ? "two" : "one";
            while (!rows.IsCompleted && server.Requests.Count == asked)
            {
                time.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(5, Token);
            }
        }

        Assert.Equal(["one", "two"], (await rows).Select(r => r["text"].ToString()));
        Assert.InRange(server.Requests.Count, 3, 6);
    }

    [Fact]
    public async Task Some_polls_may_fail_before_the_task_does()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked % 3 == 0 ? LoopbackServer.Ok($"{asked}") : LoopbackServer.Status(500, "Broken"));
        HttpPollSettings Every(int failures) => new() { Url = server.Url, Interval = TimeSpan.FromMilliseconds(5), MaxFailures = failures };

        Assert.Equal(["3", "6"], (await HttpTasksPlacing.PollPage(Every(2)).Take(2).ResultAsync()).Select(r => r["text"].ToString()));
        asked = 0;
        Assert.Equal($"{server.Url}/ answered 500 Broken. An answer from 200 to 299 was expected.", (await HttpTasksPlacing.PollPage(Every(1)).CauseAsync()).Message);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Equal(["'http.poll': the setting 'Url' is not set. It is the address of a page: https://example.com/prices.json."], Runs.Refusals(() => HttpTasksPlacing.PollPage()));
        Assert.Equal(
            ["'http.poll': the setting 'Timeout' is 00:00:00. It is more than nothing: 30s.", "'http.poll': the setting 'Url' is 'ftp://x', which is no address. It begins with http:// or https://."],
            Runs.Refusals(() => HttpTasksPlacing.PollPage(new HttpPollSettings { Url = "ftp://x", Timeout = TimeSpan.Zero })));
    }
}
