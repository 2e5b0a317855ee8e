using System.Globalization;
using System.Runtime.CompilerServices;
using Millstream.Data;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>Inserts batches of rows into a table, each in a transaction, over one connection that is made anew where it is lost.</summary>
/// <remarks>
/// Rows are copied as text, so that the server makes values of them by its own types and tells which one is none. Where keys decide, they are copied into a temporary table first,
/// whose columns have the types of the real one, and inserted from there by one statement.
/// </remarks>
internal sealed class RowInsert(PostgresServer server, PostgresInsertSettings settings, TaskContext context) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5);

    private readonly string _table = SqlName.TryParse(settings.Table, out string? quoted) ? quoted : SqlName.Quote(settings.Table);
    private readonly CopyText _text = new();
    private NpgsqlConnection? _connection;
    private HashSet<string>? _arrays;

    // Which columns the temporary table of this connection has; null where there is none.
    private string[]? _staged;

    // The transaction whose commit was asked for, and not answered.
    private string? _doubtful;
    private long _committed;

    /// <summary>Connects, and sees whether the table is there.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => PatientlyAsync(0, ConnectAsync, cancellationToken);

    /// <summary>Inserts rows, all or none.</summary>
    public async Task WriteAsync(IReadOnlyList<Row> batch, CancellationToken cancellationToken)
    {
        await PatientlyAsync(batch.Count, token => TryWriteAsync(batch, token), cancellationToken).ConfigureAwait(false);
        _committed += batch.Count;
    }

    public ValueTask DisposeAsync() => DropAsync();

    private async Task PatientlyAsync(int count, Func<CancellationToken, Task> tryAsync, CancellationToken cancellationToken)
    {
        long began = context.Time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await tryAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception cause) when (cause is IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
            {
                await DropAsync().ConfigureAwait(false);
                if (context.Time.GetElapsedTime(began) + pause > settings.RetryFor)
                {
                    throw count == 0 ? cause : new IOException($"{cause.Message} {State(count)}", cause);
                }

                if (count == 0)
                {
                    PostgresLog.Connecting(context.Logger, pause, cause.Message);
                }
                else
                {
                    PostgresLog.Repeating(context.Logger, _committed, _committed + count - 1, pause, cause.Message);
                }
            }

            await Task.Delay(pause, context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private string State(int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"The {_committed} rows before are in the table; whether rows {_committed} to {_committed + count - 1} are, {(_doubtful is null ? "is clear: they are not" : "nobody knows, as the answer to their commit is missing")}. 'RetryFor' has a batch tried again.");

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var find = new NpgsqlCommand($"SELECT a.attname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND t.typcategory = 'A'", _connection)
            {
                Parameters = { new NpgsqlParameter { Value = _table } },
            };
            NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = reader.ConfigureAwait(false);
            _arrays = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _arrays.Add(reader.GetString(0));
            }
        }
        catch (NpgsqlException cause)
        {
            throw PostgresFault.Of(cause, server, $"has no table {settings.Table} for this user");
        }
    }

    private async Task TryWriteAsync(IReadOnlyList<Row> batch, CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (_doubtful is not null && await IsCommittedAsync(_doubtful, cancellationToken).ConfigureAwait(false))
            {
                _doubtful = null;
                return;
            }

            _doubtful = null;
            NpgsqlTransaction transaction = await _connection!.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable ending = transaction.ConfigureAwait(false);
            string id = (string)(await ScalarAsync("SELECT txid_current()::text", cancellationToken).ConfigureAwait(false))!;
            for (int first = 0; first < batch.Count;)
            {
                string[] columns = ColumnsOf(batch[first], _committed + first);
                int end = first + 1;
                while (end < batch.Count && HasColumns(batch, end, columns))
                {
                    end++;
                }

                await CopyAsync(batch, first, end, columns, cancellationToken).ConfigureAwait(false);
                first = end;
            }

            _doubtful = id;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            _doubtful = null;
        }
        catch (PostgresException cause)
        {
            _doubtful = null;
            throw PostgresFault.Of(cause, server, $"refuses rows for {settings.Table}");
        }
        catch (NpgsqlException cause)
        {
            throw PostgresFault.Of(cause, server, "");
        }
    }

    private async Task CopyAsync(IReadOnlyList<Row> batch, int first, int end, string[] columns, CancellationToken cancellationToken)
    {
        bool hasStage = settings.OnConflict != OnConflict.Fail;
        if (hasStage)
        {
            await StageAsync(columns, isFirst: first == 0, cancellationToken).ConfigureAwait(false);
        }

        bool[] isArray = [.. columns.Select(_arrays!.Contains)];
        string list = hasStage ? $"{SqlName.Quote(Stage.Number)}, {SqlName.List(columns)}" : SqlName.List(columns);
        try
        {
            NpgsqlCopyTextWriter copy = await _connection!
                .BeginTextImportAsync($"COPY {(hasStage ? Stage.Table : _table)} ({list}) FROM STDIN", cancellationToken).ConfigureAwait(false);
            try
            {
                for (int i = first; i < end; i++)
                {
                    Write(batch[i], i, columns, isArray, hasStage);
                    if (_text.Text.Length > Stage.SentAtOnce)
                    {
                        await SendAsync(copy).ConfigureAwait(false);
                    }
                }

                await SendAsync(copy).ConfigureAwait(false);
            }
            finally
            {
                // What was copied before a failure goes with the transaction.
                _text.Clear();
                await copy.DisposeAsync().ConfigureAwait(false);
            }

            if (hasStage)
            {
                await ScalarAsync(Stage.Insert(_table, columns, settings), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException cause)
        {
            throw PostgresFault.Of(
                cause, server, $"refuses rows for {settings.Table}", row: line => string.Create(CultureInfo.InvariantCulture, $"row {_committed + first + line - 1}"));
        }

        async Task SendAsync(NpgsqlCopyTextWriter copy)
        {
            foreach (ReadOnlyMemory<char> part in _text.Text.GetChunks())
            {
                await copy.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            }

            _text.Clear();
        }
    }

    private void Write(Row row, int at, string[] columns, bool[] isArray, bool isNumbered)
    {
        if (isNumbered)
        {
            _text.Number(at);
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (i > 0)
            {
                _text.Next();
            }

            _text.Write(settings.Columns.Count > 0 ? row[columns[i]] : row[i], isArray[i]);
        }

        _text.End();
    }

    private async Task StageAsync(string[] columns, bool isFirst, CancellationToken cancellationToken)
    {
        if (_staged is null || !_staged.AsSpan().SequenceEqual(columns))
        {
            await ScalarAsync(Stage.Make(_table, columns, isThere: _staged is not null), cancellationToken).ConfigureAwait(false);
            _staged = columns;
        }
        else if (!isFirst)
        {
            await ScalarAsync($"DELETE FROM {Stage.Table}", cancellationToken).ConfigureAwait(false);
        }
    }

    private string[] ColumnsOf(Row row, long index)
    {
        if (settings.Columns.Count > 0)
        {
            return [.. settings.Columns];
        }

        string[] columns = [.. row.Columns];
        return columns.Length == 0 ? throw TaskInputException.Because(string.Create(CultureInfo.InvariantCulture, $"Row {index} has no columns: there is nothing to insert into {settings.Table}."))
            : settings.Keys.Except(columns, StringComparer.Ordinal).FirstOrDefault() is not { } missing ? columns
            : throw TaskInputException.Because(
                string.Create(CultureInfo.InvariantCulture, $"Row {index} has no column '{missing}', which is among 'Keys'. Its columns are {string.Join(", ", columns.Select(c => $"'{c}'"))}."));
    }

    private bool HasColumns(IReadOnlyList<Row> batch, int at, string[] columns) =>
        settings.Columns.Count > 0
        || ReferenceEquals(batch[at].Columns, batch[at - 1].Columns)
        || batch[at].Columns.SequenceEqual(columns, StringComparer.Ordinal);

    private async Task<bool> IsCommittedAsync(string transaction, CancellationToken cancellationToken)
    {
        string? status = (string?)await ScalarAsync($"SELECT txid_status({transaction})", cancellationToken).ConfigureAwait(false);
        return status is "in progress"
            ? throw new IOException($"{server.Shown} is still at the transaction whose answer was lost.")
            : status is "committed";
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    private async ValueTask DropAsync()
    {
        _staged = null;
        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                // Made anew rather than taken from the pool: a temporary table is the connection's.
                NpgsqlConnection.ClearPool(connection);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException)
            {
                // It is lost already.
            }
        }
    }
}
