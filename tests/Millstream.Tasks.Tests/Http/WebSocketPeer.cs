using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Millstream.Http;

/// <summary>The server's side of WebSockets, on loopback.</summary>
internal static class WebSocketPeer
{
    /// <summary>Makes a server that takes every connection as a WebSocket.</summary>
    /// <param name="serve">What it does with the n-th connection, from 1.</param>
    public static LoopbackServer Of(Func<int, WebSocket, CancellationToken, Task> serve)
    {
        int asked = 0;
        return new LoopbackServer(async (request, stream, token) =>
        {
            await AcceptAsync(request, stream, token);
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            try
            {
                await serve(Interlocked.Increment(ref asked), socket, token);
            }
            catch (WebSocketException)
            {
                // The client has gone.
            }
        });
    }

    public static async Task AcceptAsync(string request, NetworkStream stream, CancellationToken token)
    {
        string key = request.Split("\r\n").First(l => l.StartsWith("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase))["Sec-WebSocket-Key: ".Length..];
#pragma warning disable CA5350 // What RFC 6455 says.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        string protocol = request.Contains("Sec-WebSocket-Protocol: mine", StringComparison.OrdinalIgnoreCase) ? "Sec-WebSocket-Protocol: mine\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{protocol}Sec-WebSocket-Accept: {accept}\r\n\r\n"), token);
    }

    public static ValueTask SayAsync(this WebSocket socket, string text, CancellationToken token) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, token);

    public static ValueTask SayPartAsync(this WebSocket socket, string text, CancellationToken token) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: false, token);

    /// <summary>Gives the next message; null when the client closes the connection.</summary>
    public static async Task<string?> HearAsync(this WebSocket socket, CancellationToken token)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            bytes.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(bytes.ToArray());
            }
        }
    }

    public static Task CloseAsync(this WebSocket socket, WebSocketCloseStatus status, CancellationToken token) => socket.CloseOutputAsync(status, statusDescription: null, token);
}
