using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Millstream.Data;
using Millstream.Expressions;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Real senders on loopback: those that are as they should be, slow, gone, and those that send nonsense.</summary>
public sealed class HttpListenTests
{
    private static readonly RunOptions WithToken = new() { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["hook"] = "s3cret-token" }) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Each_request_is_an_item(bool fuse, int capacity)
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Path = "/hooks" }, Runs.Mode(fuse, capacity));

        using var content = new StringContent("one ü");
        content.Headers.Add("X-Mine", ["a", "b"]);
        Assert.Equal((202, ""), await hooks.PostAsync("/hooks?from=here", content));
        Assert.Equal((202, ""), await hooks.PostAsync("/hooks", new ByteArrayContent([])));
        Assert.Equal((202, ""), await hooks.PostAsync("/hooks", new ByteArrayContent([0xFC]) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/plain; charset=iso-8859-1") } }));

        IReadOnlyList<Row> rows = await hooks.EndAsync();
        Assert.Equal(["one ü", "", "ü"], rows.Select(r => r["body"].ToString()));
        Assert.Equal(["from=here", "", ""], rows.Select(r => r["query"].ToString()));
        Assert.Equal(["a, b", "text/plain; charset=utf-8"], [rows[0].At("headers.x-mine").ToString(), rows[0].At("headers.content-type").ToString()]);
        Assert.True(Expression.Parse("headers.`x-mine` == 'a, b'").Evaluate(rows[0]).IsTrue);
    }

    [Fact]
    public async Task JSON_is_a_row_and_what_is_none_is_refused()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Format = BodyFormat.Json });

        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent("""{"a":[1,2]}""")));
        (int status, string why) = await hooks.PostAsync("/", new StringContent("{nonsense"));

        Assert.Equal(400, status);
        Assert.StartsWith("It is no JSON: ", why, StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(await hooks.EndAsync()).At("body.a.1").ToString());
        Assert.StartsWith("A request of 127.0.0.1 was answered 400: It is no JSON: ", hooks.Log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_and_the_method_are_the_ones_that_are_set()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Path = "/hooks" });

        Assert.Equal((404, "There is nothing at this path."), await hooks.PostAsync("/", new StringContent("x")));
        Assert.Equal((404, "There is nothing at this path."), await hooks.PostAsync("/hooks/", new StringContent(new string('x', 1_000_000))));
        using HttpResponseMessage got = await hooks.Client.GetAsync("/hooks", Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        Assert.Equal(["POST"], got.Content.Headers.Allow);
        Assert.Empty(await hooks.EndAsync());
    }

    [Theory]
    [InlineData("Authorization", "Bearer s3cret-token", 202)]
    [InlineData("Authorization", "bearer s3cret-token", 202)]
    [InlineData("Authorization", "Bearer s3cret-tokeX", 401)]
    [InlineData("Authorization", "Bearer s3cret-token2", 401)]
    [InlineData("Authorization", "s3cret-token", 401)]
    [InlineData("X-Token", "s3cret-token", 202)]
    [InlineData("X-Token", "Bearer s3cret-token", 401)]
    [InlineData("X-Token", null, 401)]
    public async Task Whoever_does_not_know_the_token_is_refused(string header, string? value, int expected)
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Token = new Credential("hook"), TokenHeader = header }, WithToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("x") };
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using HttpResponseMessage answer = await hooks.Client.SendAsync(request, Token);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 401, answer.Headers.WwwAuthenticate.ToString() == "Bearer");
        IReadOnlyList<Row> rows = await hooks.EndAsync();
        Assert.Equal(expected == 202 ? 1 : 0, rows.Count);
        Assert.All(rows, row => Assert.DoesNotContain("s3cret", row.ToJson(), StringComparison.Ordinal));
        Assert.All(hooks.Log.Lines, line => Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal));
    }

    // The first is the example of GitHub's documentation ("Validating webhook deliveries").
    [Theory]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", 202)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", 202)]
    [InlineData("It's a Secret to Everybody", "Hello, World?", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", 403)]
    [InlineData("another secret", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", 403)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107ea", 403)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=x57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", 403)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", 403)]
    [InlineData("It's a Secret to Everybody", "Hello, World!", null, 403)]
    public async Task A_body_without_the_senders_signature_is_refused(string secret, string body, string? signature, int expected)
    {
        var options = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["signing"] = secret }) };
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { SigningKey = new Credential("signing") }, options);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.Add("X-Hub-Signature-256", signature);

        using HttpResponseMessage answer = await hooks.Client.SendAsync(request, Token);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 202 ? [body] : [], (await hooks.EndAsync()).Select(row => row["body"].ToString()));
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_however_it_is_sent()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { MaxLength = 1000 });

        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent(new string('x', 1000))));
        Assert.Equal((413, "The body has more than 1000 bytes."), await hooks.PostAsync("/", new StringContent(new string('x', 1001))));
        Assert.Equal((413, "The body has more than 1000 bytes."), await hooks.PostAsync("/", new StringContent(new string('x', 1_000_000))));
        Assert.Equal((413, "The body has more than 1000 bytes."), await hooks.PostAsync("/", new StringContent(new string('x', 3000)), isChunked: true));
        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent(new string('y', 1000)), isChunked: true));
        Assert.Equal(2, (await hooks.EndAsync()).Count);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("\0\u0001\u0002\r\n\r\n", 400)]
    [InlineData("POST / HTTP/2.0\r\n\r\n", 400)]
    [InlineData("POST http://elsewhere/ HTTP/1.1\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nno header\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length : 2\r\n\r\nab", 400)]
    [InlineData("POST / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\nab", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nab", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf", 400)]
    [InlineData("POST / HTTP/1.1\r\nContent-Le", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\nab\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFF\r\nab\r\n", 413)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nTrailer: x\r\n\r\n", 202)]
    [InlineData("POST / HTTP/1.0\r\n\r\n", 202)]
    public async Task Nonsense_is_refused_and_is_no_item(string request, int expected)
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings());

        Assert.StartsWith($"HTTP/1.1 {expected} ", await hooks.SayAsync(request), StringComparison.Ordinal);

        IReadOnlyList<Row> rows = await hooks.EndAsync();
        Assert.Equal(expected == 202 ? 1 : 0, rows.Count);
        Assert.All(rows, r => Assert.Equal(request.Contains("1.0", StringComparison.Ordinal) ? "" : "abcde", r["body"].ToString()));
    }

    [Fact]
    public async Task Random_bytes_never_end_the_server()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { MaxLength = 100 });
        var random = new Random(5);
        string[] pieces = ["POST / HTTP/1.1\r\n", "\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n", "3\r\n", "abc", ":", "\0", "ü", " ", "Expect: 100-continue\r\n", "FFFF\r\n", "x: y\r\n"];
        int taken = 0;
        for (int i = 0; i < 300; i++)
        {
            string request = (random.Next(3) > 0 ? pieces[0] : "") + string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            string answer = await hooks.SayAsync(request);
            taken += answer.Contains("HTTP/1.1 202 ", StringComparison.Ordinal) ? 1 : 0;
            Assert.Matches(@"^(HTTP/1.1 100 Continue\r\n\r\n)?HTTP/1.1 (202|400|413) ", answer);
        }

        Assert.InRange(taken, 1, 299);
        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent("still there")));
        Assert.Equal(taken + 1, (await hooks.EndAsync()).Count);
    }

    [Fact]
    public async Task Headers_without_an_end_have_a_limit_and_a_sender_that_goes_is_forgotten()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings());

        Assert.StartsWith("HTTP/1.1 431 ", await hooks.SayAsync("POST / HTTP/1.1\r\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: {new string('x', 100)}\r\n"))), StringComparison.Ordinal);
        Assert.Equal("", await hooks.SayAsync(""));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, hooks.Port, Token);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent("x")));
        Assert.Single(await hooks.EndAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST / HTTP/1.1\r\nX-Slow")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n1")]
    public async Task A_sender_that_is_slow_has_a_limit_of_time(string first)
    {
        var time = new ManualTimeProvider();
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Timeout = TimeSpan.FromSeconds(2.5) }, new RunOptions { Time = time });
        Task<string> answer = hooks.SayAsync(first, ends: false);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Matches("^HTTP/1.1 408 .*The request did not come within 2.5 s.$", (await answer).ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_sender_that_asks_first_is_told_to_go_on_or_not()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { MaxLength = 10 });

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, hooks.Port, Token);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"u8.ToArray(), Token);
        var said = new byte[25];
        await stream.ReadExactlyAsync(said, Token).AsTask().WaitAsync(Runs.Deadline, Token);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(said));
        await stream.WriteAsync("abc"u8.ToArray(), Token);
        Assert.StartsWith("HTTP/1.1 202 ", await new StreamReader(stream).ReadToEndAsync(Token).WaitAsync(Runs.Deadline, Token), StringComparison.Ordinal);

        Assert.StartsWith("HTTP/1.1 413 ", await hooks.SayAsync("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("abc", Assert.Single(await hooks.EndAsync())["body"].ToString());
    }

    [Fact]
    public async Task Senders_wait_while_the_graph_is_busy_and_only_so_many()
    {
        var gate = new TaskCompletionSource();
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { MaxWaiting = 3 }, new RunOptions { Capacity = 1 }, gate.Task);
        var waiting = new List<Task<(int Status, string)>>();
        int taken = 0;
        for (bool isFull = false; !isFull;)
        {
            if (waiting.Count < 3)
            {
                waiting.Add(hooks.PostAsync("/", new StringContent("x")));
            }

            await Task.WhenAny(Task.WhenAny(waiting), Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Token));
            isFull = waiting.Count == 3 && !waiting.Exists(p => p.IsCompleted);
            foreach (Task<(int Status, string)> post in waiting.FindAll(p => p.IsCompleted))
            {
                Assert.Equal(202, (await post).Status);
                Assert.True(++taken < 30, "The graph takes and takes.");
                waiting.Remove(post);
            }
        }

        Assert.InRange(taken, 1, 30);
        using HttpResponseMessage refused = await hooks.Client.PostAsync("/", new StringContent("x"), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        Assert.Equal("3 requests wait already.", await refused.Content.ReadAsStringAsync(Token));

        gate.SetResult();
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Runs.Deadline, Token), answer => Assert.Equal((202, ""), answer));
        Assert.Equal((202, ""), await hooks.PostAsync("/", new StringContent("x")));
        Assert.Equal(taken + 4, (await hooks.EndAsync()).Count);
    }

    [Fact]
    public async Task A_run_that_ends_answers_those_that_wait()
    {
        var gate = new TaskCompletionSource();
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings(), new RunOptions { Capacity = 1 }, gate.Task);
        Task<string> slow = hooks.SayAsync("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n1", ends: false);
        Task<(int Status, string)>[] posts = [.. Enumerable.Range(0, 40).Select(_ => hooks.PostAsync("/", new StringContent("x")))];
        await Quiet.AtAsync(() => posts.Count(p => p.IsCompleted), least: 0);
        Assert.Contains(posts, p => !p.IsCompleted);

        Task draining = hooks.Run.DrainAsync();
        (int Status, string)[] answers = await Task.WhenAll(posts).WaitAsync(Runs.Deadline, Token);
        gate.SetResult();
        await draining.WaitAsync(Runs.Deadline, Token);

        Assert.All(answers, a => Assert.True(a.Status is 202 or 503));
        Assert.StartsWith("HTTP/1.1 503 ", await slow, StringComparison.Ordinal);

        // Who was told that it was taken finds it in the graph; who was not told may.
        Assert.InRange((await hooks.EndAsync()).Count, answers.Count(a => a.Status == 202), 40);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hooks.Client.PostAsync("/", new StringContent("x"), Token));
    }

    [Fact]
    public async Task The_address_is_told_and_one_that_cannot_be_had_too()
    {
        await using Hooks hooks = await Hooks.StartAsync(new HttpListenSettings { Path = "/hooks" });
        Assert.Equal($"Listening on http://127.0.0.1:{hooks.Port}/hooks", hooks.Log.Lines[0]);

        Exception cause = await ListenTasksPlacing.Listen(new HttpListenSettings { Port = hooks.Port }).CauseAsync();
        Assert.Equal($"The port {hooks.Port} of '127.0.0.1' cannot be listened on: Address already in use.", cause.Message);

        await using Hooks all = await Hooks.StartAsync(new HttpListenSettings { Host = "*" });
        Assert.Equal($"Listening on http://*:{all.Port}/", all.Log.Lines[0]);
        Assert.Equal((202, ""), await all.PostAsync("/", new StringContent("x")));

        EntitlementPolicy policy = new EntitlementPolicy().Grant("network:listen", "127.0.0.1:*");
        await using Hooks granted = await Hooks.StartAsync(new HttpListenSettings(), new RunOptions { Entitlements = policy });
        await Assert.ThrowsAsync<EntitlementDeniedException>(() => Hooks.StartAsync(new HttpListenSettings { Host = "*" }, new RunOptions { Entitlements = policy }));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() => Assert.Equal(
        [
            "'http.listen': the setting 'Host' is not set. It is an address of this machine: 127.0.0.1, or * for all.",
            "'http.listen': the setting 'Path' is 'hooks', which is no path. It begins with '/': /hooks.",
            "'http.listen': the setting 'TokenHeader' is 'a b', which no request has. It is the name of a header: X-Api-Key.",
            "'http.listen': the setting 'SignatureHeader' is '', which no request has. It is the name of a header: X-Hub-Signature-256.",
            "'http.listen': the setting 'Timeout' is 00:00:00. It is more than nothing: 30s.",
        ],
        Runs.Refusals(() => ListenTasksPlacing.Listen(new HttpListenSettings { Host = "", Path = "hooks", TokenHeader = "a b", SignatureHeader = "", Timeout = TimeSpan.Zero })));

    /// <summary>A graph that listens, and a sender.</summary>
    private sealed class Hooks : IAsyncDisposable
    {
        private Hooks(GraphRun run, TestLog log, int port) => (Run, Log, Port) = (run, log, port);

        public GraphRun Run { get; }

        public TestLog Log { get; }

        public int Port { get; }

        public HttpClient Client => field ??= new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = Runs.Deadline };

        public static async Task<Hooks> StartAsync(HttpListenSettings settings, RunOptions? options = null, Task? gate = null)
        {
            var log = new TestLog();
            var g = new GraphBuilder("g");
            g.Output("rows", ListenTasksPlacing.Listen(settings).Then(async row =>
            {
                await (gate ?? Task.CompletedTask);
                return row;
            }));
            GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), (options ?? new RunOptions()) with { Logger = log }, Token);
            Assert.True(SpinWait.SpinUntil(() => log.Lines.Count > 0, Runs.Deadline));
            return new Hooks(run, log, new Uri(log.Lines[0].Split(' ')[^1].Replace('*', 'x')).Port);
        }

        public async Task<(int Status, string Text)> PostAsync(string path, HttpContent content, bool isChunked = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            request.Headers.TransferEncodingChunked = isChunked;
            using HttpResponseMessage answer = await Client.SendAsync(request, Token);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
        }

        /// <summary>Sends bytes, and gives all that is answered.</summary>
        public async Task<string> SayAsync(string bytes, bool ends = true)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, Token);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes), Token);
            if (ends)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            return await new StreamReader(stream).ReadToEndAsync(Token).WaitAsync(Runs.Deadline, Token);
        }

        public async Task<IReadOnlyList<Row>> EndAsync()
        {
            await Run.DrainAsync().WaitAsync(Runs.Deadline, Token);
            return await Run.ResultAsync<IReadOnlyList<Row>>("rows");
        }

        public async ValueTask DisposeAsync()
        {
            await Run.DisposeAsync();
            Client.Dispose();
        }
    }
}
