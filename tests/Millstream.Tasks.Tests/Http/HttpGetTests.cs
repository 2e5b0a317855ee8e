using System.IO.Compression;
using System.Text;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback: one that answers, is stopped, slow, and answers nonsense.</summary>
public sealed class HttpGetTests
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
    public async Task Several_are_fetched_at_once_and_come_in_order()
    {
        var both = new TaskCompletionSource();
        LoopbackServer server = null!;
        await using (server = new LoopbackServer(async (request, stream, token) =>
        {
            if (server.Requests.Count == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(Runs.Deadline, token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(LoopbackServer.Ok(request.Split(' ')[1])), token);
        }))
        {
            Assert.Equal(["/a", "/b"], await Flow.From($"{server.Url}/a", $"{server.Url}/b").GetPage(options: o => o.Parallel(2)).ResultAsync());
        }
    }

    [Theory]
    [InlineData("s3cret-token", "Authorization", "Authorization: Bearer s3cret-token\r\n")]
    [InlineData("Basic c2VjcmV0", "authorization", "Authorization: Basic c2VjcmV0\r\n")]
    [InlineData("s3cret-token", "X-Api-Key", "X-Api-Key: s3cret-token\r\n")]
    [InlineData("s3cret-token\n", "Authorization", "Authorization: Bearer s3cret-token\r\n")]
    public async Task A_credential_is_shown_to_the_server(string secret, string header, string expected)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("in"));
        var options = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["key"] = secret }) };

        Assert.Equal(["in"], await Flow.From(server.Url).GetPage(new HttpGetSettings { Token = new Credential("key"), TokenHeader = header }).ResultAsync(options));

        Assert.Contains(expected, Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
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

    [Theory]
    [InlineData("7", 0, 7)]
    [InlineData("Sat, 01 Jan 2000 00:00:07 GMT", 0, 7)]
    [InlineData("7", 10, 10)]
    [InlineData("100000", 0, 3600)]
    public async Task A_server_is_not_asked_again_before_the_time_that_it_names(string after, int delay, int expected)
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked == 1 ? LoopbackServer.Status(503, "Busy", $"Retry-After: {after}\r\n") : LoopbackServer.Ok("there"));
        var time = new ManualTimeProvider(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var watched = new WatchedTime(time);

        Task<IReadOnlyList<string>> reading = Flow.From(server.Url)
            .GetPage(new HttpGetSettings { Timeout = TimeSpan.FromDays(1) }, options: o => o.Retry(1, TimeSpan.FromSeconds(delay))).ResultAsync(new RunOptions { Time = watched });
        Assert.True(SpinWait.SpinUntil(() => watched.Timers.Contains(TimeSpan.FromSeconds(expected)), Runs.Deadline));
        time.Advance(TimeSpan.FromSeconds(expected) - TimeSpan.FromMilliseconds(1));
        Assert.Single(server.Requests);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["there"], await reading);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        string gone = LoopbackServer.Gone();

        Exception cause = await Flow.From($"{gone}/a?key=hidden").GetPage().CauseAsync();

        Assert.IsType<HttpRequestException>(cause);
        Assert.Equal($"{gone}/a cannot be read: Connection refused ({gone["http://".Length..]})", cause.Message);
    }

    [Theory]
    [InlineData("", "ended prematurely")]
    [InlineData("no HTTP at all\r\n\r\n", "invalid status line")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", "invalid status")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "ended prematurely")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\nabc\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "ended prematurely")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 8\r\n\r\nno broli", "none that Brotli makes")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nno gzip!", "unsupported compression")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: zip\r\nContent-Length: 4\r\n\r\nabcd", "packed by 'zip', which was not asked for")]
    public async Task Nonsense_is_told(string nonsense, string why)
    {
        await using var server = new LoopbackServer(_ => nonsense);

        Exception cause = await Flow.From(server.Url).GetPage().CauseAsync();

        Assert.IsType<HttpRequestException>(cause);
        Assert.StartsWith($"{server.Url}/ cannot be read: ", cause.Message, StringComparison.Ordinal);
        Assert.Contains(why, cause.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Headers_without_an_end_have_a_limit()
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), token);
            for (int i = 0; ; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-{i}: {new string('x', 1000)}\r\n"), token);
            }
        });

        Assert.StartsWith($"{server.Url}/ cannot be read: ", (await Flow.From(server.Url).GetPage().CauseAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1")]
    public async Task A_server_that_is_slow_has_a_limit_of_time(string first)
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(first), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var time = new ManualTimeProvider();
        Task<Exception> failing = Flow.From($"{server.Url}/?key=hidden").GetPage(new HttpGetSettings { Timeout = TimeSpan.FromSeconds(2.5) }).CauseAsync(new RunOptions { Time = time });
        await server.RequestedAsync(1);
        time.Advance(TimeSpan.FromSeconds(2.5));

        Exception late = await failing.WaitAsync(Runs.Deadline, Token);

        Assert.IsType<TimeoutException>(late);
        Assert.Equal($"{server.Url}/ did not answer within 2.5 s. Set 'timeout' higher, or see what holds the server up.", late.Message);
    }

    [Theory]
    [InlineData("Connection: close\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task An_endless_answer_has_a_limit(string headers)
    {
        bool isChunked = headers.StartsWith('T');
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{headers}\r\n"), token);
            while (true)
            {
                await stream.WriteAsync(isChunked ? [.. "2710\r\n"u8, .. new byte[10_000], .. "\r\n"u8] : new byte[10_000], token);
            }
        });

        Exception cause = await Flow.From(server.Url).GetPage(new HttpGetSettings { MaxLength = 100_000 }).CauseAsync();

        Assert.Equal($"The answer of {server.Url}/ has more than 100000 bytes. Set 'maxLength' higher where answers are that long.", cause.Message);
    }

    [Fact]
    public async Task What_is_packed_is_unpacked_and_counts_as_it_is_then()
    {
        await using var server = LoopbackServer.Of(LoopbackServer.Ok(Packed(new string('a', 200_000)), "Content-Encoding: gzip\r\n"));

        Assert.Equal(new string('a', 200_000), Assert.Single(await Flow.From(server.Url).GetPage().ResultAsync()));
        Assert.EndsWith("'maxLength' higher where answers are that long.", (await Flow.From(server.Url).GetPage(new HttpGetSettings { MaxLength = 100_000 }).CauseAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task What_is_packed_and_breaks_off_is_no_answer(string packing)
    {
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"row {i}\n"));
        byte[] packed = packing == "br" ? PackedBrotli(text) : Packed(text);
        await using var whole = LoopbackServer.Of(LoopbackServer.Ok(packed, $"Content-Encoding: {packing}\r\n"));
        await using var half = LoopbackServer.Of(LoopbackServer.Ok(packed[..(packed.Length / 2)], $"Content-Encoding: {packing}\r\n"));

        Assert.Equal(text, Assert.Single(await Flow.From(whole.Url).GetPage().ResultAsync()));
        Exception cause = await Flow.From(half.Url).GetPage().CauseAsync();

        Assert.IsType<HttpRequestException>(cause);
        Assert.Equal($"{half.Url}/ cannot be read: it is packed, and its end is missing. It was cut off, or is still being written.", cause.Message);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xFC }, "ü")]
    [InlineData("text/plain; charset=\"utf-16\"", new byte[] { 0xFC, 0 }, "ü")]
    [InlineData("text/plain; charset=klingon", new byte[] { 0xC3, 0xBC }, "ü")]
    [InlineData("text/plain; charset=utf-7", new byte[] { 0xC3, 0xBC }, "ü")]
    [InlineData("nonsense", new byte[] { 0xEF, 0xBB, 0xBF, 0xC3, 0xBC }, "ü")]
    [InlineData("text/plain", new byte[] { 0x61, 0xFF, 0x62 }, "a\uFFFDb")]
    public async Task The_text_is_decoded_as_the_answer_says(string type, byte[] body, string expected)
    {
        await using var server = LoopbackServer.Of(LoopbackServer.Ok(body, $"Content-Type: {type}\r\n"));

        Assert.Equal([expected], await Flow.From(server.Url).GetPage().ResultAsync());
    }

    [Fact]
    public async Task Redirections_are_followed_and_another_server_is_shown_no_secrets()
    {
        await using var other = new LoopbackServer(_ => LoopbackServer.Ok("there"));
        await using var server = new LoopbackServer(request => request.StartsWith("GET /a ", StringComparison.Ordinal)
            ? LoopbackServer.Status(301, "Moved", "Location: /b\r\n")
            : LoopbackServer.Status(307, "Moved", $"Location: {other.Url}/c\r\n"));
        var options = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["key"] = "s3cret" }) };
        var settings = new HttpGetSettings { Token = new Credential("key"), Headers = new Dictionary<string, string> { ["X-Mine"] = "hidden" } };

        Assert.Equal(["there"], await Flow.From($"{server.Url}/a").GetPage(settings).ResultAsync(options));

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.Contains("Bearer s3cret", r, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", Assert.Single(other.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", Assert.Single(other.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirections_in_a_circle_to_elsewhere_and_to_what_is_not_granted_end()
    {
        await using var circle = new LoopbackServer(_ => LoopbackServer.Status(302, "Found", "Location: /?key=hidden\r\n"));
        Assert.Equal($"{circle.Url}/ redirects more than 10 times, at last to {circle.Url}/.", (await Flow.From(circle.Url).GetPage(options: o => o.Retry(3)).CauseAsync()).Message);
        Assert.Equal(11, circle.Requests.Count);

        await using var file = new LoopbackServer(_ => LoopbackServer.Status(302, "Found", "Location: file:///etc/passwd\r\n"));
        Assert.Equal($"{file.Url}/ answered 302 Found. An answer from 200 to 299 was expected.", (await Flow.From(file.Url).GetPage().CauseAsync()).Message);

        var policy = new EntitlementPolicy().Grant("network:http", $"{file.Url}/**");
        await using var inside = new LoopbackServer(_ => LoopbackServer.Ok("inside"));
        await using var outside = new LoopbackServer(_ => LoopbackServer.Status(302, "Found", $"Location: {inside.Url}/admin?a=b\r\n"));
        policy = new EntitlementPolicy().Grant("network:http", $"{outside.Url}/**");
        var settings = new HttpPollSettings { Url = $"{outside.Url}/x", MaxFailures = 0 };
        Assert.Equal(
            $"{outside.Url}/x redirects to {inside.Url}/admin, which the run's policy does not grant (network:http).",
            (await HttpTasksPlacing.PollPage(settings).CauseAsync(new RunOptions { Entitlements = policy })).Message);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task An_item_that_is_no_address_is_refused()
    {
        foreach ((string url, string shown) in ((string, string)[])[("", ""), ("file:///etc/passwd", "file:///etc/passwd"), ("example.com", "example.com"), ("htp://u:secret@host/a?key=hidden", "host/a")])
        {
            Assert.Equal($"The address is '{shown}', which is no address that can be asked. It begins with http:// or https://.", (await Flow.From(url).GetPage(options: o => o.Retry(2)).CauseAsync()).Message);
        }

        Assert.Equal(
            "The address is 'http://localhost/a' with a user in it. Give the address without, and the secret as the credential 'Token'.",
            (await Flow.From("http://ann:secret@localhost/a?key=hidden").GetPage().CauseAsync()).Message);
    }

    [Fact]
    public async Task A_policy_may_refuse_the_network()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("in"));
        var options = new RunOptions { Entitlements = new EntitlementPolicy().Grant("filesystem") };

        EntitlementDeniedException denied = await Assert.ThrowsAsync<EntitlementDeniedException>(() => Flow.From(server.Url).GetPage().ResultAsync(options));

        Assert.Equal("network:http", Assert.Single(denied.Denials).Entitlement.Name);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_run_that_is_killed_ends_the_request()
    {
        await using var server = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var g = new GraphBuilder("g");
        g.Output("text", Flow.From(server.Url).GetPage());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await server.RequestedAsync(1);

        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
        Assert.DoesNotContain(run.Snapshot().Tasks, t => t.IsAbandoned);
    }

    [Fact]
    public async Task A_client_of_the_services_asks_with_its_own_limits()
    {
        await using var server = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        using var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(50) };
        client.DefaultRequestHeaders.Add("X-Client", "mine");

        Exception cause = await Flow.From(server.Url).GetPage().CauseAsync(new RunOptions { Services = new OneService(client) });

        Assert.IsType<TimeoutException>(cause);
        Assert.Contains("X-Client: mine\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() => Assert.Equal(
        [
            "'http.get': the setting 'Timeout' is 00:00:00. It is more than nothing: 30s.",
            "'http.get': the setting 'Headers' has 'a b', which no request has. Give names and values of headers: Accept: text/csv.",
            "'http.get': the setting 'Headers' has 'X', which no request has. Give names and values of headers: Accept: text/csv.",
            "'http.get': the setting 'TokenHeader' is '', which no request has. It is the name of a header: X-Api-Key.",
        ],
        Runs.Refusals(() => Flow.From("http://x").GetPage(new HttpGetSettings
        {
            Timeout = TimeSpan.Zero,
            Headers = new Dictionary<string, string> { ["a b"] = "x", ["X"] = "a\r\nY: b", ["Content-Language"] = "de" },
            TokenHeader = "",
        })));

    private static byte[] PackedBrotli(string text)
    {
        var bytes = new MemoryStream();
        using (var packing = new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static byte[] Packed(string text)
    {
        var bytes = new MemoryStream();
        using (var packing = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            packing.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private sealed class OneService(object service) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(service) ? service : null;
    }
}
