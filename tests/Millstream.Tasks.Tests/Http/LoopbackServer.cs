using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millstream.Http;

/// <summary>A server on loopback that answers each request with the bytes that the test says, and closes the connection.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _serving;

    public LoopbackServer(Func<string, NetworkStream, CancellationToken, Task> answer, int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public LoopbackServer(Func<string, string> answer)
        : this(async (request, stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request)), token))
    {
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Takes no byte before it is told to, and then everything that the test says.</summary>
    public static LoopbackServer Of(byte[] answer) => new(async (_, stream, token) => await stream.WriteAsync(answer, token));

    /// <summary>Gives the address where no server is.</summary>
    public static string Gone() => $"http://127.0.0.1:{FreePort.Take()}";

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public static byte[] Ok(byte[] body, string headers = "") =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), .. body];

    public static string Status(int status, string reason, string headers = "") => $"HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n";

    /// <summary>Waits until there were so many requests.</summary>
    public async Task RequestedAsync(int count)
    {
        while (Requests.Count < count)
        {
            await _news.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_ending.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await ReadAsync(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    _news.Release();
                    await _answer(request, stream, _ending.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or SocketException)
            {
                // The client or the test has gone.
            }
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            int count = await stream.ReadAsync(buffer, _ending.Token);
            if (count == 0)
            {
                return null;
            }

            bytes.Write(buffer, 0, count);
            string request = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            int head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && bytes.Length >= Encoding.UTF8.GetByteCount(request[..(head + 4)]) + LengthOf(request[..head]))
            {
                return request;
            }
        }
    }

    private static long LengthOf(string head)
    {
        string? line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : long.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
    }
}
