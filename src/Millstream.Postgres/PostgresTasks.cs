using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Postgres;

/// <summary>Tasks that read from PostgreSQL and write to it.</summary>
public static class PostgresTasks
{
    /// <summary>Gets all of them, by the names that documents and the command line know.</summary>
    public static TaskCatalogue Catalogue => StreamTasks.Catalogue;

    /// <summary>
    /// The rows that a statement gives. Rows are read as they are asked for and are never held whole. Numbers, true and false, JSON and arrays become cells of that kind, times are written
    /// as in 2026-03-01T10:15:00Z, everything else as the server writes it. Position: none, each run asks anew. Guarantee: every row once, in the statement's order, as the data was when
    /// the statement began; a connection that is lost fails the task, and where it has given nothing yet it is repeated if it is told to ("retry"). Back-pressure: the server waits while
    /// nobody reads; when nobody reads any more, it is told to give up.
    /// </summary>
    /// <param name="settings">The server, and what it is asked.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Has the server give up.</param>
    [StreamTask(Name = "postgres.query", IsReplayable = false)]
    [Needs("network:postgres")]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> QueryAsync(PostgresQuerySettings settings, TaskContext context, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        PostgresServer server = PostgresServer.Of(settings, context);
        await using ConfiguredAsyncDisposable closing = server.ConfigureAwait(false);
        var reading = new RowReader(server, SqlText.Parse(settings.Sql));
        await using ConfiguredAsyncDisposable ending = reading.ConfigureAwait(false);
        await reading.OpenAsync(settings, row: null, cancellationToken).ConfigureAwait(false);
        while (await reading.ReadAsync(cancellationToken).ConfigureAwait(false) is { } row)
        {
            yield return row;
        }
    }

    /// <summary>
    /// Asks a statement for each row, whose columns are the statement's parameters, and gives the row with the columns of the one row that the statement gives; a row for which it gives none
    /// is left out, or kept. A column of the statement takes the place of one of the same name. Values are read as "postgres.query" reads them. A statement that changes something gives a row
    /// with RETURNING, and is done when the row goes on. Position: that of the rows. Guarantee: asked once for each row, and given in their order; a call that fails for a reason that may
    /// pass is repeated where the task is told to ("retry"), and a statement that changes something may then do so twice. Back-pressure: asks for the next row when the one before is taken;
    /// "parallel" for more at once.
    /// </summary>
    /// <param name="row">What it is asked for.</param>
    /// <param name="settings">The server, and what it is asked.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Has the server give up.</param>
    [StreamTask(Name = "postgres.lookup", IsReplayable = false, ThreadSafe = true)]
    [Needs("network:postgres")]
    [return: Outlet("rows")]
    public static async Task<Step<Row>> LookupAsync(Row row, PostgresLookupSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);

        // Shared by all calls of the task: its connections are used again.
        PostgresServer server = context.Resources.GetOrAdd($"postgres {context.TaskId}", () => PostgresServer.Of(settings, context));
        var reading = new RowReader(server, SqlText.Parse(settings.Sql));
        await using ConfiguredAsyncDisposable ending = reading.ConfigureAwait(false);
        await reading.OpenAsync(settings, row, cancellationToken).ConfigureAwait(false);
        Row? found = await reading.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (found is not null && await reading.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            throw TaskInputException.Because(
                "The statement gives several rows where one was expected. Add LIMIT 1 if any of them will do, or make one of them: SELECT json_agg(x) AS all FROM (…) x, and rows.flatten behind.");
        }

        return found is not null ? Step.Emit(found) : settings.KeepUnmatched ? Step.Emit(reading.Unmatched()) : Step<Row>.Skip();
    }

    /// <summary>
    /// Inserts rows into a table, in batches: as many as "batch" says, or as have come when the first has waited for "within". Cells are written as texts that the server reads by the types
    /// of its columns, lists as arrays or JSON, as the column wants them. Each batch is a transaction. A row that the table refuses fails the task, with its number, and what is wrong with
    /// it; its batch is not in the table then, those before are. Position: none; rows are in the table in the order they came. Guarantee: a row that came is in the table when the task has
    /// ended well. A connection that is lost fails the task, or with "retryFor" the batch is tried again, once the server has said whether it is there already: exactly once. A graph that is run
    /// again writes again, and with keys ("onConflict" ignore or update) changes nothing by it. Back-pressure: takes no rows while a batch is written.
    /// </summary>
    /// <param name="rows">What is inserted.</param>
    /// <param name="settings">The server, and the table.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it; the batch in progress is not inserted then.</param>
    [StreamTask(Name = "postgres.insert", IsReplayable = false)]
    [Needs("network:postgres")]
    public static async Task InsertAsync(IAsyncEnumerable<Row> rows, PostgresInsertSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        PostgresServer server = PostgresServer.Of(settings, context);
        await using ConfiguredAsyncDisposable closing = server.ConfigureAwait(false);
        var insert = new RowInsert(server, settings, context);
        await using ConfiguredAsyncDisposable ending = insert.ConfigureAwait(false);
        await insert.OpenAsync(cancellationToken).ConfigureAwait(false);
        await RowBatches.WriteAsync(rows, settings.Batch, settings.Within, context.Time, insert.WriteAsync, cancellationToken).ConfigureAwait(false);
    }
}
