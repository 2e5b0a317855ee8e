namespace Millstream.Http;

/// <summary>Sends messages over a connection that is made anew when it is lost.</summary>
internal sealed class WebSocketWriter(WebSocketWriteSettings settings, TaskContext context) : IAsyncDisposable
{
    private readonly Reconnection _reconnection = new(settings, context);
    private WebSocketConnection? _connection;

    // A connection must be read for pings to be answered, and for its end to be noticed.
    private Task _listening = Task.CompletedTask;

    /// <summary>Sends a message.</summary>
    public async Task WriteAsync(string message, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_listening.IsCompleted && _connection is not null)
                {
                    await EndAsync().ConfigureAwait(false);
                }

                await OpenAsync(cancellationToken).ConfigureAwait(false);
                await _connection!.SendAsync(message, cancellationToken).ConfigureAwait(false);
                _reconnection.Worked();
                return;
            }
            catch (Exception cause) when (_reconnection.MayGoOn(cause))
            {
                await DisposeAsync().ConfigureAwait(false);
            }

            await _reconnection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection, and waits until the server has answered that.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    /// <exception cref="HttpRequestException">The connection is lost before: what was sent last may not have come.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            return;
        }

        if (_listening.IsCompleted)
        {
            await EndAsync().ConfigureAwait(false);
        }

        using var tooLate = new CancellationTokenSource(settings.Timeout, context.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            await SendCloseAsync(_connection, ends.Token).ConfigureAwait(false);
            await _listening.WaitAsync(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{HttpAddress.Shown(new Uri(settings.Url))} did not answer the close of the connection within {HttpAddress.Seconds(settings.Timeout)}: what was sent last may not have come.", cause);
        }

        if (!_connection.IsClosedWell)
        {
            throw _connection.Closed();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        _connection = null;
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendCloseAsync(WebSocketConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendCloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (!_listening.IsFaulted)
        {
            // The server was first: why it has closed the connection is known when that has been read.
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            _connection = await WebSocketConnection.OpenAsync(settings, context, cancellationToken).ConfigureAwait(false);
            _listening = _connection.ListenAsync(cancellationToken);
        }
    }

    /// <summary>Throws what has ended the connection.</summary>
    private async Task EndAsync()
    {
        await _listening.ConfigureAwait(false);
        throw _connection!.Closed();
    }
}
