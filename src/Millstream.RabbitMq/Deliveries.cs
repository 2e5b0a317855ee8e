using System.Collections.Concurrent;
using System.Globalization;
using Millstream.Data;

namespace Millstream.RabbitMq;

/// <summary>The messages of a run that tasks are still to acknowledge, and the readers that they came by, which stay connected until the run ends.</summary>
internal sealed class Deliveries : IAsyncDisposable
{
    public const string Column = "delivery";

    private readonly ConcurrentDictionary<long, (RabbitReader Reader, ulong Tag)> _open = new();
    private readonly ConcurrentBag<RabbitReader> _readers = [];
    private long _last;

    public static Deliveries Of(TaskContext context) => context.Resources.GetOrAdd("rabbit deliveries", static () => new Deliveries());

    /// <summary>Keeps a reader connected until the run ends.</summary>
    public void Keep(RabbitReader reader) => _readers.Add(reader);

    /// <summary>Gives a message a number that is its own in the run.</summary>
    public long Add(RabbitReader reader, ulong tag)
    {
        long number = Interlocked.Increment(ref _last);
        _open[number] = (reader, tag);
        return number;
    }

    /// <summary>Has the server told of a message. One of which it was told already, or whose connection was lost, is left: the server knows.</summary>
    public async Task SettleAsync(Row row, Settlement settlement, TaskContext context, CancellationToken cancellationToken)
    {
        if (row.Columns.IndexOf(Column) < 0 || !row[Column].TryInteger(out long number) || number < 1 || number > Interlocked.Read(ref _last))
        {
            string found = row.Columns.IndexOf(Column) < 0
                ? $"It has the columns {string.Join(", ", row.Columns.Select(c => $"'{c}'"))}"
                : string.Create(CultureInfo.InvariantCulture, $"There, it is '{row[Column]}'");
            throw TaskInputException.Because(
                $"A row came to be acknowledged whose column '{Column}' is no number of a message of this run. {found}. Keep that column from 'rabbit.read' with acknowledge: byTask on.");
        }

        if (_open.TryRemove(number, out (RabbitReader Reader, ulong Tag) message))
        {
            await message.Reader.SettleAsync(message.Tag, settlement, context, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RabbitReader reader in _readers)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }
}
