using System.Runtime.CompilerServices;
using System.Text;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Http;

/// <summary>Tasks that read and write WebSockets.</summary>
public static class WebSocketTasks
{
    private static readonly Columns MessageColumns = Columns.Of("time", "message");

    /// <summary>
    /// The messages of a WebSocket: rows with the time and the message, a text or what its JSON holds. What is no text is left out, with a warning. When the connection breaks, or the server
    /// closes it with another status than 1000, it is made anew, and what "subscribe" says is sent again. It ends when the server closes it with 1000. The connection is made when somebody
    /// begins to read. Position: none. Guarantee: in order, each once; what the server sends while there is no connection is not seen. Back-pressure: reads no further, so that the server
    /// waits in its own writing.
    /// </summary>
    /// <param name="messages">The messages.</param>
    /// <param name="settings">Which.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "ws.read", IsReplayable = false)]
    [Needs("network:websocket", "{Url}")]
    public static async Task ReadWebSocketAsync(Outlet<Row> messages, WebSocketReadSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var reconnection = new Reconnection(settings, context);
        var cells = new JsonCells();
        string shown = HttpAddress.Shown(new Uri(settings.Url));
        while (true)
        {
            await messages.WaitForDemandAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                using WebSocketConnection connection = await WebSocketConnection.OpenAsync(settings, context, cancellationToken).ConfigureAwait(false);
                foreach (string message in settings.Subscribe)
                {
                    await connection.SendAsync(message, cancellationToken).ConfigureAwait(false);
                }

                while (await NextAsync(connection).ConfigureAwait(false))
                {
                    reconnection.Worked();
                }

                return;
            }
            catch (Exception cause) when (reconnection.MayGoOn(cause))
            {
                // The connection is made anew.
            }

            await reconnection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        async ValueTask<bool> NextAsync(WebSocketConnection connection)
        {
            try
            {
                if (await connection.ReadAsync(settings.MaxLength, cancellationToken).ConfigureAwait(false) is not { } message)
                {
                    return false;
                }

                DateTimeOffset now = context.Time.GetUtcNow();
                await messages.EmitAsync(new Row(MessageColumns, Cell.From(now), settings.Format.Read(message, cells)), now, cancellationToken).ConfigureAwait(false);
            }
            catch (DecoderFallbackException)
            {
                HttpLog.LeftOut(context.Logger, shown, "It is no text.");
            }
            catch (FormatException wrong)
            {
                HttpLog.LeftOut(context.Logger, shown, wrong.Message);
            }

            return true;
        }
    }

    /// <summary>
    /// Sends items to a WebSocket, each as a message: texts as they are, numbers as they are written, everything else as JSON. What the server sends is not looked at. The connection is
    /// made with the first item; when it is lost it is made anew, and the message that could not be sent is sent again. Behind the last item the connection is closed as it should be, and the
    /// task ends when the server has answered that. Position: that of the items. Guarantee: in order; a message is sent at least once, and one that was on its way when the connection broke
    /// may be lost, as WebSockets confirm nothing. Back-pressure: waits while the server does not read.
    /// </summary>
    /// <param name="items">What is sent.</param>
    /// <param name="settings">Where to.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it without a close.</param>
    [StreamTask(Name = "ws.write", IsReplayable = false)]
    [Needs("network:websocket", "{Url}")]
    public static async Task WriteWebSocketAsync(IAsyncEnumerable<object?> items, WebSocketWriteSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var writer = new WebSocketWriter(settings, context);
        await using ConfiguredAsyncDisposable closing = writer.ConfigureAwait(false);
        await foreach (object? item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync(ItemText.Of(item), cancellationToken).ConfigureAwait(false);
        }

        await writer.CloseAsync(cancellationToken).ConfigureAwait(false);
    }
}
