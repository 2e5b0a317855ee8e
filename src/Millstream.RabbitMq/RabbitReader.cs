using System.Text;
using System.Threading.Channels;
using Millstream.Data;
using Millstream.Http;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millstream.RabbitMq;

/// <summary>Reads a queue over a connection of its own. What is not settled when it is disposed, the server delivers again.</summary>
internal sealed class RabbitReader(RabbitServer server, RabbitReadSettings settings, TaskContext context) : IAsyncDisposable
{
    private static readonly Columns Taken = Columns.Of("body", "key", "redelivered", "headers");
    private static readonly Columns ToSettle = Columns.Of("body", "key", "redelivered", "headers", Deliveries.Column);

    // Never full: the server sends no more ahead than it may.
    private readonly Channel<Message> _come = Channel.CreateBounded<Message>(new BoundedChannelOptions(settings.Prefetch) { SingleReader = true });

    // Guards the channel: it is used by one at a time.
    private readonly SemaphoreSlim _gate = new(1, 1);

    // How many more messages may be unsettled; the server sees to it itself where it sends them unasked.
    private readonly SemaphoreSlim _room = new(settings.Prefetch, settings.Prefetch);
    private readonly Deliveries? _deliveries = settings.Acknowledge == Acknowledge.ByTask ? Deliveries.Of(context) : null;
    private IConnection? _connection;
    private IChannel? _channel;
    private string? _consumer;
    private Exception? _lost;
    private ulong? _taken;

    /// <summary>Connects, and has messages sent.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _connection = await server.ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            _channel.ChannelShutdownAsync += (_, reason) => LoseAsync(RabbitFault.Lost(reason, server, Refusal));
            _connection.ConnectionShutdownAsync += (_, reason) => LoseAsync(RabbitFault.Lost(reason, server, Refusal));
            if (settings.Declare)
            {
                await _channel.QueueDeclareAsync(settings.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            if (!settings.UntilEmpty)
            {
                await _channel.BasicQosAsync(0, (ushort)settings.Prefetch, global: false, cancellationToken).ConfigureAwait(false);
                var consumer = new AsyncEventingBasicConsumer(_channel);
                consumer.ReceivedAsync += (_, message) =>
                {
                    // Copied: the body is the client's own as soon as this returns.
                    _come.Writer.TryWrite(new Message(message.DeliveryTag, message.RoutingKey, message.Redelivered, message.BasicProperties.Headers, Encoding.UTF8.GetString(message.Body.Span)));
                    return Task.CompletedTask;
                };
                consumer.UnregisteredAsync += (_, _) => LoseAsync(new IOException($"{server.Shown} gives no more of the queue '{settings.Queue}': it was deleted."));
                _consumer = await _channel.BasicConsumeAsync(settings.Queue, autoAck: false, consumer, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (RabbitFault.IsOfServer(cause, cancellationToken))
        {
            throw RabbitFault.Of(cause, server, Refusal);
        }
    }

    /// <summary>Acknowledges the message before, and gives the next one; null when the queue is empty and nothing else is waited for.</summary>
    public async ValueTask<Row?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_taken is { } taken)
                {
                    _taken = null;
                    await TellAsync(taken, Settlement.Accept, cancellationToken).ConfigureAwait(false);
                }

                if (await MessageAsync(cancellationToken).ConfigureAwait(false) is not { } message)
                {
                    return null;
                }

                if (_lost is not null)
                {
                    // It comes again, over the next connection.
                    throw _lost;
                }

                if (await RowAsync(message, cancellationToken).ConfigureAwait(false) is { } row)
                {
                    return row;
                }
            }
        }
        catch (ChannelClosedException) when (_lost is not null)
        {
            throw _lost;
        }
        catch (Exception cause) when (RabbitFault.IsOfServer(cause, cancellationToken))
        {
            throw _lost ?? RabbitFault.Of(cause, server, Refusal);
        }
    }

    /// <summary>Takes no more. What came and was not given goes back; where tasks acknowledge what was given, the connection stays for them.</summary>
    public async ValueTask LeaveAsync()
    {
        if (_deliveries is null || _lost is not null || _channel is null)
        {
            await DisposeAsync().ConfigureAwait(false);
            return;
        }

        _deliveries.Keep(this);
        if (_consumer is not null)
        {
            try
            {
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    await _channel.BasicCancelAsync(_consumer).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }

                while (_come.Reader.TryRead(out Message message))
                {
                    await TellAsync(message.Tag, Settlement.Requeue, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (Exception cause) when (RabbitFault.IsOfServer(cause, CancellationToken.None))
            {
                // It is lost: everything goes back.
            }
        }
    }

    /// <summary>Tells the server of a message that was given. A connection that is lost meanwhile is whoever reads it to tell; the message comes again.</summary>
    public async Task SettleAsync(ulong tag, Settlement settlement, TaskContext teller, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(tag, settlement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (RabbitFault.IsOfServer(cause, cancellationToken))
        {
            RabbitLog.NotAcknowledged(teller.Logger, (_lost ?? cause).Message);
        }
    }

    public ValueTask DisposeAsync()
    {
        IConnection? connection = Interlocked.Exchange(ref _connection, null);
        return connection.LeaveAsync();
    }

    private string Refusal => $"does not give the queue '{settings.Queue}'";

    private async ValueTask<Message?> MessageAsync(CancellationToken cancellationToken)
    {
        if (!settings.UntilEmpty)
        {
            return await _come.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            BasicGetResult? got = await _channel!.BasicGetAsync(settings.Queue, autoAck: false, cancellationToken).ConfigureAwait(false);
            return got is null ? null : new Message(got.DeliveryTag, got.RoutingKey, got.Redelivered, got.BasicProperties.Headers, Encoding.UTF8.GetString(got.Body.Span));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<Row?> RowAsync(Message message, CancellationToken cancellationToken)
    {
        Cell body;
        try
        {
            body = settings.Format == BodyFormat.Json ? Cell.ParseJson(message.Body) : new Cell(message.Body);
        }
        catch (FormatException wrong)
        {
            string text = $"'{(message.Body.Length > 80 ? message.Body[..80] + "…" : message.Body)}'. {wrong.Message}";
            if (settings.BadMessages == BadMessages.Fail)
            {
                throw TaskInputException.Because($"A message of the queue '{settings.Queue}' cannot be read: {text} Set 'badMessages' to reject to have such messages dead-lettered.", wrong);
            }

            RabbitLog.Rejected(context.Logger, settings.Queue, text);
            await TellAsync(message.Tag, Settlement.Reject, cancellationToken).ConfigureAwait(false);
            return null;
        }

        Cell headers = Headers.OfMessage(message.Headers);
        if (_deliveries is not null)
        {
            return new Row(ToSettle, body, message.Key, message.IsRedelivered, headers, _deliveries.Add(this, message.Tag));
        }

        _taken = message.Tag;
        return new Row(Taken, body, message.Key, message.IsRedelivered, headers);
    }

    private async Task TellAsync(ulong tag, Settlement settlement, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (settlement == Settlement.Accept)
            {
                await _channel!.BasicAckAsync(tag, multiple: false, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _channel!.BasicNackAsync(tag, multiple: false, requeue: settlement == Settlement.Requeue, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
            if (settings.UntilEmpty)
            {
                _room.Release();
            }
        }
    }

    private Task LoseAsync(Exception why)
    {
        Interlocked.CompareExchange(ref _lost, why, null);
        _come.Writer.TryComplete();
        return Task.CompletedTask;
    }

    private readonly record struct Message(ulong Tag, string Key, bool IsRedelivered, IDictionary<string, object?>? Headers, string Body);
}
