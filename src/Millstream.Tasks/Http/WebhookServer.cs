using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millstream.Http;

/// <summary>Takes requests over TCP: one for each connection, so many at once as may be.</summary>
/// <param name="settings">Where, and how many.</param>
/// <param name="context">The run.</param>
/// <param name="take">Takes a request; what it throws is the answer.</param>
internal sealed class WebhookServer(HttpListenSettings settings, TaskContext context, Func<WebhookRequest, RequestReader, Func<Task>, CancellationToken, Task> take) : IDisposable
{
    // Of the machine, whatever the clock of the run is: how long a sender may take to read its answer.
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(1);

    private const int MostParting = 256;

    private readonly HashSet<Task> _working = [];
    private TcpListener? _listener;
    private int _waiting;

    /// <summary>Begins to listen.</summary>
    /// <returns>The address that is listened on.</returns>
    /// <exception cref="IOException">It cannot.</exception>
    public string Start()
    {
        try
        {
            IPAddress address = AddressOf(settings.Host);
            _listener = new TcpListener(address, settings.Port);
            if (address.Equals(IPAddress.IPv6Any))
            {
                _listener.Server.DualMode = true;
            }

            _listener.Start();
            return $"http://{(settings.Host == "*" ? "*" : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address)}:{((IPEndPoint)_listener.LocalEndpoint).Port}{settings.Path}";
        }
        catch (SocketException cause)
        {
            throw new IOException($"The port {settings.Port} of '{settings.Host}' cannot be listened on: {cause.Message}.", cause);
        }
    }

    /// <summary>Takes requests until it is told to end; those that wait are answered first.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await AcceptAsync(cancellationToken).ConfigureAwait(false) is { } socket)
                {
                    _working.RemoveWhere(static t => t.IsCompletedSuccessfully);
                    if (_working.Count > settings.MaxWaiting + MostParting)
                    {
                        // Not even told: those that are told hold a connection for a while, too.
                        socket.Dispose();
                        continue;
                    }

                    _working.Add(AnswerAsync(socket, cancellationToken));
                }
            }
        }
        finally
        {
            _listener!.Stop();
            await Task.WhenAll(_working).ConfigureAwait(false);
        }
    }

    public void Dispose() => _listener?.Dispose();

    private static IPAddress AddressOf(string host) => host switch
    {
        "*" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.TryParse(host, out IPAddress? address) ? address : Dns.GetHostAddresses(host)[0],
    };

    private async ValueTask<Socket?> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _listener!.AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException cause) when (cause.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
        {
            // It was gone before it was taken.
            return null;
        }
    }

    private async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            WebhookRefusal? refusal = await WaitedAsync(stream, cancellationToken).ConfigureAwait(false);
            if (refusal is not { Status: 0 })
            {
                await PartAsync(socket, stream, refusal).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The sender has gone.
        }
    }

    /// <summary>As <see cref="TakenAsync"/>, of as many at once as may be.</summary>
    private async Task<WebhookRefusal?> WaitedAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) > settings.MaxWaiting
                ? Busy($"{settings.MaxWaiting} requests wait already.")
                : await TakenAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Who has an answer, and only reads it yet, does not count.
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives what a request is refused with; null when it was taken, the status 0 when nobody waits for an answer.</summary>
    private async Task<WebhookRefusal?> TakenAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var tooLate = new CancellationTokenSource(settings.Timeout, context.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        string sender = stream.Socket.RemoteEndPoint is IPEndPoint from ? from.Address.ToString() : "?";
        WebhookRefusal refusal;
        try
        {
            var reader = new RequestReader(stream);
            if (await reader.HeadAsync(ends.Token).ConfigureAwait(false) is not { } request)
            {
                return new WebhookRefusal(0, "", "");
            }

            await take(request, reader, () => stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), ends.Token).AsTask(), ends.Token).ConfigureAwait(false);
            return null;
        }
        catch (WebhookRefusal refused)
        {
            refusal = refused;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Busy("The server ends.");
        }
        catch (OperationCanceledException)
        {
            refusal = new WebhookRefusal(408, "Request Timeout", $"The request did not come within {HttpAddress.Seconds(settings.Timeout)}.");
        }

        HttpLog.Refused(context.Logger, sender, refusal.Status, refusal.Message);
        return refusal;
    }

    private static WebhookRefusal Busy(string message) => new(503, "Service Unavailable", message) { Header = "Retry-After: 1" };

    /// <summary>Sends the answer, and lets the sender read it before the connection is gone: what it still writes would have it thrown away.</summary>
    private static async Task PartAsync(Socket socket, NetworkStream stream, WebhookRefusal? refusal)
    {
        using var parted = new CancellationTokenSource(Parting, TimeProvider.System);
        string text = refusal?.Message ?? "";
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {refusal?.Status ?? 202} {refusal?.Reason ?? "Accepted"}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\n{(refusal?.Header is { } header ? header + "\r\n" : "")}Connection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + text), parted.Token).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        var rest = new byte[4096];
        while (await stream.ReadAsync(rest, parted.Token).ConfigureAwait(false) > 0)
        {
            // Nobody wants it.
        }
    }
}
