using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millstream.Postgres;

/// <summary>Stands between tasks and a server, and cuts the connection behind a statement that the server still gets: its answer never arrives.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _taking;

    private Proxy(int server, string fatal)
    {
        _listener.Start();
        _taking = TakeAsync(server, fatal);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many times the answer to the statement was kept back.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts once.</summary>
    public static Proxy Before(int server, string fatal) => new(server, fatal);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _taking;
        _end.Dispose();
    }

    private async Task TakeAsync(int server, string fatal)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token), server, fatal));
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task PassAsync(TcpClient client, int server, string fatal)
    {
        using (client)
        using (var behind = new TcpClient())
        {
            bool isCut = false;
            try
            {
                await behind.ConnectAsync(IPAddress.Loopback, server, _end.Token);
                NetworkStream here = client.GetStream(), there = behind.GetStream();
                Task back = BackAsync(there, here);
                var buffer = new byte[1 << 16];
                while (await here.ReadAsync(buffer, _end.Token) is > 0 and int count)
                {
                    if (Cuts == 0 && Encoding.Latin1.GetString(buffer, 0, count).Contains(fatal, StringComparison.Ordinal))
                    {
                        Cuts++;
                        isCut = true;
                    }

                    await there.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                    if (isCut)
                    {
                        break;
                    }
                }

                if (!isCut)
                {
                    behind.Client.Shutdown(SocketShutdown.Send);
                }

                await back;
            }
            catch (Exception cause) when (cause is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone.
            }

            // The answer to the statement is read, and goes no further.
            async Task BackAsync(NetworkStream from, NetworkStream to)
            {
                var buffer = new byte[1 << 16];
                while (await from.ReadAsync(buffer, _end.Token) is > 0 and int count && !isCut)
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
        }
    }
}
