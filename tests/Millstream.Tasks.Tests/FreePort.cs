using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Millstream;

/// <summary>Ports of loopback for servers that bind them later, and again when they are started again.</summary>
internal static class FreePort
{
    /// <summary>Below those that systems give to whoever asks for any (from 32768 on Linux, from 49152 elsewhere): nobody is given one meanwhile.</summary>
    private const int First = 20_000, Behind = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Gives a port that nobody listens at, each once.</summary>
    public static int Take()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Behind);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
