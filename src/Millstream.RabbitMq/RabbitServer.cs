using System.Globalization;
using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>The server that a task uses: makes connections, and says of which server something is told. It tells neither users nor passwords.</summary>
internal sealed class RabbitServer
{
    private readonly ConnectionFactory _factory;
    private readonly TimeSpan _timeout;

    private RabbitServer(ConnectionFactory factory, string identity, TimeSpan timeout)
    {
        _factory = factory;
        _timeout = timeout;
        Identity = identity;
        Shown = string.Create(CultureInfo.InvariantCulture, $"RabbitMQ ({factory.VirtualHost} on {factory.HostName}:{factory.Endpoint.Port})");
    }

    /// <summary>Gets the server as errors name it: <c>RabbitMQ (orders on mq:5672)</c>.</summary>
    public string Shown { get; }

    /// <summary>Gets where user and password are set.</summary>
    public string Identity { get; }

    /// <summary>Gets the server that settings say, with their secrets.</summary>
    /// <exception cref="TaskInputException">The secret is no address.</exception>
    public static RabbitServer Of(RabbitSettings settings, TaskContext context)
    {
        var factory = new ConnectionFactory
        {
            // Whoever uses a connection that is lost is told, and the task's policy decides.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = settings.Timeout,
            HandshakeContinuationTimeout = settings.Timeout,
            ContinuationTimeout = settings.Timeout,
            SocketReadTimeout = settings.Timeout,
            SocketWriteTimeout = settings.Timeout,
            ClientProvidedName = $"millstream {context.RunId} {context.TaskId}",
        };
        if (settings.Connection is not null)
        {
            SetAddress(factory, context.Reveal(settings.Connection).Reveal(), settings.Connection.Name);
        }

        factory.HostName = settings.Host.Length > 0 ? settings.Host : factory.HostName;
        factory.VirtualHost = settings.VirtualHost.Length > 0 ? settings.VirtualHost : factory.VirtualHost;
        factory.UserName = settings.User.Length > 0 ? settings.User : factory.UserName;
        factory.Password = settings.Password is null ? factory.Password : context.Reveal(settings.Password).Reveal();
        factory.Ssl.Enabled = settings.Ssl ?? factory.Ssl.Enabled;
        factory.Ssl.ServerName = factory.Ssl.Enabled ? factory.HostName : "";
        factory.Port = settings.Port ?? factory.Port;
        return new RabbitServer(factory, settings.Connection is not null ? $"the {settings.Connection}" : "'User' and 'Password'", settings.Timeout);
    }

    /// <summary>Gives a connection, which whoever asks disposes.</summary>
    /// <exception cref="IOException">The server cannot be reached, or is none.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    /// <exception cref="TaskInputException">It refuses who asks.</exception>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_timeout, TimeProvider.System);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        Task<IConnection> connecting = _factory.CreateConnectionAsync(ends.Token);
        try
        {
            // The client does not hear the token while it waits for an answer.
            return await connecting.WaitAsync(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = LeaveLaterAsync(connecting);
            throw;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Of any type: what answers there may be no RabbitMQ at all.
            _ = LeaveLaterAsync(connecting);
            throw late.IsCancellationRequested || RabbitFault.IsLate(cause)
                ? new TimeoutException($"{Shown} cannot be reached: it did not answer within {_timeout.TotalSeconds:0.###} s. Is it running, and is that its address?", cause)
                : RabbitFault.OfConnecting(cause, this);
        }
    }

    private static async Task LeaveLaterAsync(Task<IConnection> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
        {
            await (await connecting.ConfigureAwait(false)).LeaveAsync().ConfigureAwait(false);
        }
    }

    private static void SetAddress(ConnectionFactory factory, string secret, string name)
    {
        try
        {
            factory.Uri = new Uri(secret.Trim());
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or OverflowException)
        {
            // Without the cause: it quotes the text.
            throw TaskInputException.Because(
                $"The secret of credential '{name}' is no address. Write amqp://ann:…@mq/orders, or amqps: for an encrypted connection (what is special in a password as %40).");
        }
    }
}
