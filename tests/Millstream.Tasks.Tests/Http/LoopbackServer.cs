using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millstream.Http;

/// <summary>A server on loopback that answers each request with the bytes that the test says, and closes the connection.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<string, NetworkStream, CancellationToken, Task> _answer;
    private readonly Task _serving;

    public LoopbackServer(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public LoopbackServer(Func<string, string> answer)
        : this(async (request, stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request)), token))
    {
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public static string Status(int status, string reason) => $"HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
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
                var request = new StringBuilder();
                var buffer = new byte[4096];
                while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    int count = await stream.ReadAsync(buffer, _ending.Token);
                    if (count == 0)
                    {
                        return;
                    }

                    request.Append(Encoding.UTF8.GetString(buffer, 0, count));
                }

                Requests.Enqueue(request.ToString());
                await _answer(request.ToString(), stream, _ending.Token);
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or SocketException)
            {
                // The client or the test has gone.
            }
        }
    }
}
