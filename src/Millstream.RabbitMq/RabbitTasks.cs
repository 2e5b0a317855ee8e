using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.RabbitMq;

/// <summary>Tasks that read from RabbitMQ and write to it.</summary>
public static class RabbitTasks
{
    /// <summary>Gets all of them, by the names that documents and the command line know.</summary>
    public static TaskCatalogue Catalogue => StreamTasks.Catalogue;

    /// <summary>
    /// The messages of a queue, as rows with the body, the routing key, whether the message was delivered before, and its headers. It waits for more when the queue is empty, or ends with
    /// "untilEmpty". Position: the queue's: a message is gone when it is acknowledged, and everything else is delivered again. Guarantee: in the queue's order, at least once into the graph; with
    /// "acknowledge: byTask" at least once as far as the task "rabbit.acknowledge", whatever becomes of the run; otherwise what a run had taken and not brought through is lost with it. A
    /// connection that is lost fails the task; where it is told to ("retry") it connects again and goes on, and what was not acknowledged comes again. Back-pressure: the server sends
    /// "prefetch" messages ahead of their acknowledgement, and keeps the others.
    /// </summary>
    /// <param name="settings">The server, and the queue.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [StreamTask(Name = "rabbit.read", IsReplayable = false)]
    [Needs("network:rabbit")]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> ReadAsync(RabbitReadSettings settings, TaskContext context, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);

        // Asked for, as that says that it goes on where it was: the queue knows.
        _ = context.StartPosition;
        var reader = new RabbitReader(RabbitServer.Of(settings, context), settings, context);
        try
        {
            await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } row)
            {
                yield return row;
            }
        }
        finally
        {
            await reader.LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Tells the server that messages are through, by their rows: those of "rabbit.read" with "acknowledge: byTask", with the column "delivery" that they have there. It stands behind whatever must
    /// be done before; or says of others that they are no good ("as: reject"). Position: that of the queue. Guarantee: a message that has not come here is delivered again; one that came and
    /// whose connection was lost meanwhile is too. Back-pressure: none of its own; the reader takes no more messages than its "prefetch" before some come here.
    /// </summary>
    /// <param name="row">The message's row, or one that was made of it and has its column "delivery".</param>
    /// <param name="settings">What the server is told.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "rabbit.acknowledge", IsReplayable = false)]
    public static Task AcknowledgeAsync(Row row, RabbitAcknowledgeSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        return Deliveries.Of(context).SettleAsync(row, settings.As, context, cancellationToken);
    }

    /// <summary>
    /// Writes items as messages to a queue or an exchange: texts as they are, everything else as JSON. Each is waited for until the server has it in its queues (on disk, where message and
    /// queue are to last). A message that goes to no queue fails the call ("mandatory"). Position: that of the items. Guarantee: an item that went through is in its queues, in order; a call
    /// that fails for a reason that may pass is repeated where the task is told to ("retry"), over a new connection, and may then have written the message twice: at least once.
    /// Back-pressure: writes the next message when the server has the one before; "parallel" for more on their way, which may then overtake one another.
    /// </summary>
    /// <param name="item">What is written.</param>
    /// <param name="settings">The server, and where messages go.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "rabbit.write", IsReplayable = false, ThreadSafe = true)]
    [Needs("network:rabbit")]
    public static Task WriteAsync(object? item, RabbitWriteSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);

        return RabbitWriter.Of(settings, context).WriteAsync(Cell.From(item), cancellationToken);
    }

    /// <summary>
    /// Writes a column of each row as a message, as "rabbit.write" does, and gives the row on when the server has the message in its queues: to "rabbit.acknowledge" for example. Position,
    /// guarantee and back-pressure are those of "rabbit.write".
    /// </summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The server, where messages go, and which column.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "rabbit.send", IsReplayable = false, ThreadSafe = true)]
    [Needs("network:rabbit")]
    [return: Outlet("rows")]
    public static async Task<Row> SendAsync(Row row, RabbitSendSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        await RabbitWriter.Of(settings, context).WriteAsync(row[settings.Body], cancellationToken).ConfigureAwait(false);
        return row;
    }
}
