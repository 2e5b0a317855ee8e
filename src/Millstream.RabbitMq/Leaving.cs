using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>Leaves connections, whatever state they are in.</summary>
internal static class Leaving
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Closes a connection: the server has every message again that was not acknowledged. One that does not answer is left as it is.</summary>
    public static async ValueTask LeaveAsync(this IConnection? connection)
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            await connection.CloseAsync(200, "The run has ended.", Longest, abort: true, CancellationToken.None).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (RabbitFault.IsOfServer(cause, CancellationToken.None))
        {
            // It is lost already.
        }
    }
}
