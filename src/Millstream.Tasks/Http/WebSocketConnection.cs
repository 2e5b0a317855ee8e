using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Millstream.Http;

/// <summary>One connection with a WebSocket's server; what goes wrong with it is told with the server's address.</summary>
internal sealed class WebSocketConnection : IDisposable
{
    // By the machine's clock: pings tell that a server is gone that says nothing any more.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Redirections are not followed: which server it is, the run's policy has granted.
    private static readonly Lazy<HttpMessageInvoker> Invoker = new(static () => new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }));

    private readonly Uri _address;
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _message = new();

    private WebSocketConnection(Uri address) => _address = address;

    /// <summary>Gets whether the server has closed the connection as one does that is done with it.</summary>
    public bool IsClosedWell => _socket.CloseStatus == WebSocketCloseStatus.NormalClosure;

    private string Shown => HttpAddress.Shown(_address);

    /// <summary>Connects.</summary>
    /// <exception cref="TaskInputException">The server refuses; asking again does not help.</exception>
    /// <exception cref="HttpRequestException">It does not come about.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<WebSocketConnection> OpenAsync(WebSocketSettings settings, TaskContext context, CancellationToken cancellationToken)
    {
        var connection = new WebSocketConnection(new Uri(settings.Url));
        try
        {
            await connection.ConnectAsync(settings, context, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Gives the next message; null when the server has closed the connection as it should.</summary>
    /// <exception cref="DecoderFallbackException">It is no text.</exception>
    public async ValueTask<string?> ReadAsync(int maxLength, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult received = await ToldAsync(() => _socket.ReceiveAsync(_message.GetMemory(4096), cancellationToken), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync(cancellationToken).ConfigureAwait(false);
                return IsClosedWell ? null : throw Closed();
            }

            _message.Advance(received.Count);
            if (_message.WrittenCount > maxLength)
            {
                throw TaskInputException.Because($"A message of {Shown} has more than {maxLength} bytes. Set 'maxLength' higher where messages are that long.");
            }

            if (received.EndOfMessage)
            {
                return Strict.GetString(_message.WrittenSpan);
            }
        }
    }

    /// <summary>Reads and forgets what the server sends, until it closes the connection as it should.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _message.ResetWrittenCount();
            ValueWebSocketReceiveResult received = await ToldAsync(() => _socket.ReceiveAsync(_message.GetMemory(4096), cancellationToken), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Sends a message.</summary>
    public async Task SendAsync(string message, CancellationToken cancellationToken) => await ToldAsync(
        async () =>
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Tells the server that nothing more comes.</summary>
    public async Task SendCloseAsync(CancellationToken cancellationToken) => await ToldAsync(
        async () =>
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the error that tells how the server has closed the connection.</summary>
    public HttpRequestException Closed() => new(
        $"{Shown} has closed the connection ({(int?)_socket.CloseStatus ?? 1005}{(string.IsNullOrEmpty(_socket.CloseStatusDescription) ? "" : $", '{_socket.CloseStatusDescription}'")}).");

    public void Dispose() => _socket.Dispose();

    private async Task ConnectAsync(WebSocketSettings settings, TaskContext context, CancellationToken cancellationToken)
    {
        ClientWebSocketOptions options = _socket.Options;
        options.CollectHttpResponseDetails = true;
        options.KeepAliveInterval = Beat;
        options.KeepAliveTimeout = Beat;
        foreach ((string name, string value) in settings.HeadersWith(context))
        {
            options.SetRequestHeader(name, value);
        }

        if (settings.Protocol.Length > 0)
        {
            options.AddSubProtocol(settings.Protocol);
        }

        using var tooLate = new CancellationTokenSource(settings.Timeout, context.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            await _socket.ConnectAsync(_address, Invoker.Value, ends.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is OperationCanceledException or WebSocketException && !cancellationToken.IsCancellationRequested)
        {
            throw tooLate.IsCancellationRequested ? HttpExchange.Told(new OperationCanceledException(), _address, settings.Timeout, cancellationToken)! : Refused(cause);
        }
    }

    private Exception Refused(Exception cause) => _socket.HttpStatusCode switch
    {
        0 or HttpStatusCode.SwitchingProtocols => new HttpRequestException($"{Shown} cannot be connected with: {cause.GetBaseException().Message}", cause),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425) and var status =>
            TaskInputException.Because($"{Shown} answered {(int)status}. It was asked for a WebSocket, which is 101.", cause),
        var status => new HttpRequestException($"{Shown} answered {(int)status}. It was asked for a WebSocket, which is 101.", cause),
    };

    private async Task AnswerCloseAsync(CancellationToken cancellationToken)
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            try
            {
                await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is WebSocketException or IOException or ArgumentException)
            {
                // It has said that it goes; whether it hears the answer is no matter. Some statuses cannot be answered.
            }
        }
    }

    private async ValueTask<T> ToldAsync<T>(Func<ValueTask<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is WebSocketException or IOException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The connection with {Shown} is lost: {cause.GetBaseException().Message}", cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The connection with {Shown} is lost: it does not answer any more.", cause);
        }
    }
}
