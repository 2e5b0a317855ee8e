using System.Text;

namespace Millstream.Http;

/// <summary>Whatever a server sends is read, or told with the server's address; nothing else comes of it, and nothing hangs.</summary>
public sealed class NonsenseTests
{
    private static readonly string[] Pieces =
    [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.1 204 No Content\r\n", "HTTP/1.1 301 Moved\r\n", "HTTP/1.1 101 Switching Protocols\r\n", "HTTP/1.1 999 ?\r\n", "HTTP/1.1 \r\n", "HTTP/0.9\r\n",
        "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n",
        "Content-Encoding: deflate\r\n", "Content-Type: text/event-stream\r\n", "Content-Type: text/event-stream; charset=utf-7\r\n", "Content-Type: ;;;\r\n", "Location: ?\r\n", "Location: http://[::\r\n",
        "ETag: \"\r\n", "Last-Modified: never\r\n", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n", "\r\n", "\n", "\r", ":", "data: x\n\n", "id: \0\n", "retry: 1\n", "event: \u2028\n", "5\r\nabcde\r\n", "0\r\n\r\n",
        "FFFFFFFF\r\n", "hello", "\0", "\uFEFF", "ü", "{", " ", new('x', 5000),
    ];

    [Theory]
    [InlineData("get")]
    [InlineData("poll")]
    [InlineData("request")]
    [InlineData("events")]
    [InlineData("messages")]
    public async Task Random_answers_are_read_or_told_by_the_address(string task)
    {
        var random = new Random(task.Length);
        byte[] answer = [];
        await using var server = new LoopbackServer(async (request, stream, token) =>
        {
            if (answer[0] == 0)
            {
                // Behind a handshake that is as it should be.
                await WebSocketPeer.AcceptAsync(request, stream, token);
            }

            await stream.WriteAsync(answer.AsMemory(1), token);
        });
        int read = 0, failed = 0;
        for (int i = 0; i < 200; i++)
        {
            answer = Any(random, isHandshake: task == "messages" && i % 2 == 0);
            try
            {
                await Asking(task, $"127.0.0.1:{server.Port}").ResultAsync();
                read++;
            }
            catch (TaskFailedException failure)
            {
                failed++;
                Assert.True(failure.InnerException is HttpRequestException or TaskInputException or TimeoutException, $"{i}: {failure.InnerException}");
                Assert.Contains($"127.0.0.1:{server.Port}/", failure.InnerException!.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(200, read + failed);
        Assert.InRange(failed, 20, 200);
    }

    private static Flow<object?> Asking(string task, string server) => task switch
    {
        "get" => Flow.From($"http://{server}/").GetPage(new HttpGetSettings { MaxLength = 3000 }).Then(x => (object?)x),
        "poll" => HttpTasksPlacing.PollPage(new HttpPollSettings { Url = $"http://{server}/", MaxFailures = 0, ChangedOnly = true, MaxLength = 3000, Format = BodyFormat.Json }).Then(x => (object?)x).Take(1),
        "request" => Flow.From<object?>("x").SendRequest(new HttpRequestSettings { Url = $"http://{server}/", MaxLength = 3000, AnyStatus = true }).Then(x => (object?)x),
        "events" => EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = $"http://{server}/", MaxFailures = 0, MaxLength = 3000 }).Then(x => (object?)x).Take(1),
        _ => WebSocketTasksPlacing.ReadWebSocket(new WebSocketReadSettings { Url = $"ws://{server}/", MaxFailures = 0, MaxLength = 3000 }).Then(x => (object?)x).Take(1),
    };

    private static byte[] Any(Random random, bool isHandshake)
    {
        var bytes = new MemoryStream();
        bytes.WriteByte(isHandshake ? (byte)0 : (byte)1);
        if (isHandshake)
        {
            // Frames: those that may be, and whatever else.
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes.WriteByte((byte)(random.Next(2) == 0 ? 0x81 : random.Next(256)));
                bytes.WriteByte((byte)random.Next(random.Next(2) == 0 ? 8 : 256));
                bytes.Write(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            }
        }
        else
        {
            string start = random.Next(4) > 0 ? "HTTP/1.1 200 OK\r\n" : "";
            string type = random.Next(2) == 0 ? "Content-Type: text/event-stream\r\n" : "";
            string text = start + type + string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])) + (random.Next(2) == 0 ? "\r\n" : "")
                + string.Concat(Enumerable.Range(0, random.Next(0, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            bytes.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
