using System.Data;
using System.Net.Sockets;
using Millstream.Data;
using Npgsql;
using NpgsqlTypes;

namespace Millstream.Postgres;

/// <summary>Reads the rows of one statement, one by one.</summary>
internal sealed class RowReader(PostgresServer server, SqlText sql) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;
    private Func<string, Cell>[] _cells = [];
    private Columns _columns = Columns.Of();

    // Filled for each row, which takes a copy.
    private Cell[] _row = [];

    // Where in the row the statement's columns stand.
    private int[] _places = [];
    private bool _hasEnded;

    /// <summary>Asks the server.</summary>
    /// <param name="settings">What.</param>
    /// <param name="row">The row that it is asked for, whose cells the found ones stand behind; null where it is asked for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task OpenAsync(PostgresStatementSettings settings, Row? row, CancellationToken cancellationToken)
    {
        string?[] values = [.. sql.Names.Select(name => TextOf(name, settings, row))];
        _connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        _command = new NpgsqlCommand(sql.Numbered, _connection) { AllResultTypesAreUnknown = true };
        foreach (string? value in values)
        {
            // As a text without a type: the server reads it as what the statement wants there.
            _command.Parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown });
        }

        try
        {
            _reader = await _command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (IsOfServer(cause, cancellationToken))
        {
            throw Fault(cause);
        }

        SetColumns(row, _reader);
    }

    /// <summary>Gives the next row; null behind the last.</summary>
    public async ValueTask<Row?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _reader!.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _hasEnded = true;
                return null;
            }

            for (int i = 0; i < _cells.Length; i++)
            {
                _row[_places[i]] = await _reader.IsDBNullAsync(i, cancellationToken).ConfigureAwait(false)
                    ? Cell.Null
                    : _cells[i](await _reader.GetFieldValueAsync<string>(i, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception cause) when (IsOfServer(cause, cancellationToken))
        {
            throw Fault(cause);
        }

        return new Row(_columns, _row.AsSpan());
    }

    /// <summary>Gives the row that was asked for, without a value in the statement's columns.</summary>
    public Row Unmatched()
    {
        foreach (int place in _places)
        {
            _row[place] = Cell.Null;
        }

        return new Row(_columns, _row.AsSpan());
    }

    private void SetColumns(Row? row, NpgsqlDataReader reader)
    {
        int own = row?.Count ?? 0;
        List<string> names = row is null ? [] : [.. row.Columns];
        _cells = new Func<string, Cell>[reader.FieldCount];
        _places = new int[_cells.Length];
        for (int i = 0; i < _cells.Length; i++)
        {
            _cells[i] = ServerCells.Of(reader.GetPostgresType(i));
            string name = reader.GetName(i), free = name;
            _places[i] = names.IndexOf(name);
            for (int number = 2; _places[i] >= own || _places.AsSpan(0, i).Contains(_places[i]); number++)
            {
                free = $"{name}_{number}";
                _places[i] = names.IndexOf(free);
            }

            if (_places[i] < 0)
            {
                _places[i] = names.Count;
                names.Add(free);
            }
        }

        _columns = row is { Columns.IsOpen: true } ? Columns.Open([.. names]) : Columns.Of([.. names]);
        _row = new Cell[names.Count];
        for (int i = 0; i < own; i++)
        {
            _row[i] = row![i];
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_hasEnded && _reader is not null)
            {
                // Else all rows that are left would be read first. It asks over a connection of its own, and waits for the answer.
                await Task.Run(_command!.Cancel).ConfigureAwait(false);
            }

            if (_reader is not null)
            {
                await _reader.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It was told to give up, and says that it did; or is gone.
        }

        if (_command is not null)
        {
            await _command.DisposeAsync().ConfigureAwait(false);
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string? TextOf(string name, PostgresStatementSettings settings, Row? row)
    {
        if (row?.Columns.IndexOf(name) is >= 0 and int index)
        {
            Cell cell = row[index];
            return cell.IsNull ? null : cell.ToString();
        }

        return settings.Parameters.TryGetValue(name, out string? value) ? value
            : row is { Columns.IsOpen: true } ? null
            : throw TaskInputException.Because(
                $"The statement has the parameter '@{name}', and "
                + (row is null ? $"'Parameters' has none of that name. Set it: parameters: {{ {name}: … }}."
                    : $"neither the row nor 'Parameters' has one of that name. The columns of the row are {string.Join(", ", row.Columns.Select(c => $"'{c}'"))}."));
    }

    private static bool IsOfServer(Exception cause, CancellationToken cancellationToken) =>
        cause is NpgsqlException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested;

    private Exception Fault(Exception cause)
    {
        _hasEnded = true;
        return PostgresFault.Of(cause, server, "refuses the statement", sql);
    }
}
