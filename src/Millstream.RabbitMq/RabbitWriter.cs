using System.Text;
using Millstream.Data;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millstream.RabbitMq;

/// <summary>Writes messages over one channel, which is made anew when it is lost. Shared by the calls of a task.</summary>
/// <remarks>The gate guards which channel there is; messages are written without it.</remarks>
internal sealed class RabbitWriter(RabbitServer server, RabbitMessageSettings settings) : IAsyncDisposable
{
    // Each message is waited for; how many are on their way, the task's option "parallel" says.
    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Gives the one of a task.</summary>
    public static RabbitWriter Of(RabbitMessageSettings settings, TaskContext context) =>
        context.Resources.GetOrAdd($"rabbit {context.TaskId}", () => new RabbitWriter(RabbitServer.Of(settings, context), settings));

    /// <summary>Writes a message, and waits until the server has taken it.</summary>
    public async Task WriteAsync(Cell cell, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            Persistent = settings.Persistent,
            ContentType = cell.Kind == CellKind.Text ? "text/plain; charset=utf-8" : "application/json",
            Headers = settings.Headers.Count == 0 ? null : settings.Headers.ToDictionary(h => h.Key, h => (object?)h.Value, StringComparer.Ordinal),
        };
        string key = settings.Queue.Length > 0 ? settings.Queue : settings.Key;
        string target = settings.Queue.Length > 0 ? $"queue '{settings.Queue}'" : $"exchange '{settings.Exchange}' with the key '{settings.Key}'";
        IChannel channel = await ChannelAsync($"does not take messages to the {target}", cancellationToken).ConfigureAwait(false);
        try
        {
            await channel.BasicPublishAsync(settings.Exchange, key, settings.Mandatory, properties, Encoding.UTF8.GetBytes(cell.ToString()), cancellationToken).ConfigureAwait(false);
        }
        catch (PublishException cause)
        {
            throw cause.IsReturn
                ? TaskInputException.Because($"{server.Shown} has no queue for a message to the {target}. Make the queue (or set 'declare'), bind it to the exchange, or set 'mandatory' to false to have such messages dropped.", cause)
                : new IOException($"{server.Shown} has not taken a message to the {target}: a queue is full, or cannot be written.", cause);
        }
        catch (Exception cause) when (RabbitFault.IsOfServer(cause, cancellationToken))
        {
            throw RabbitFault.Of(cause, server, $"does not take messages to the {target}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private async ValueTask<IChannel> ChannelAsync(string refusal, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _channel) is { IsOpen: true } open)
        {
            return open;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channel is { IsOpen: true } made)
            {
                return made;
            }

            await DropAsync().ConfigureAwait(false);
            _connection = await server.ConnectAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                IChannel channel = await _connection.CreateChannelAsync(Confirmed, cancellationToken).ConfigureAwait(false);
                if (settings.Declare)
                {
                    await channel.QueueDeclareAsync(settings.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
                }

                Volatile.Write(ref _channel, channel);
                return channel;
            }
            catch (Exception cause) when (RabbitFault.IsOfServer(cause, cancellationToken))
            {
                throw RabbitFault.Of(cause, server, refusal);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask DropAsync()
    {
        _channel = null;
        IConnection? connection = _connection;
        _connection = null;
        await connection.LeaveAsync().ConfigureAwait(false);
    }
}
