using System.ComponentModel.DataAnnotations;

namespace Millstream.Postgres;

/// <summary>Where rows are inserted, and how.</summary>
public sealed class PostgresInsertSettings : PostgresSettings
{
    /// <summary>
    /// Gets or sets the table, written as in SQL: <c>orders</c>, <c>shop.orders</c>, <c>"Orders"</c>. Without quotes a name is read in lower case.
    /// </summary>
    public string Table { get; set; } = "";

    /// <summary>
    /// Gets or sets which columns of the rows are inserted, into columns of the table of the same names; those that a row has unless set. A column of the table that is not written has its
    /// default.
    /// </summary>
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>Gets or sets what becomes of a row whose keys the table holds already.</summary>
    public OnConflict OnConflict { get; set; }

    /// <summary>
    /// Gets or sets the columns that tell rows apart, those of a primary key or a unique index; needed to update. To ignore, those of any unique index are, unless set.
    /// </summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    /// <summary>Gets or sets how many rows are inserted at once, in a transaction.</summary>
    [Range(1, 1_000_000)]
    public int Batch { get; set; } = 1000;

    /// <summary>Gets or sets how long a row waits for others to be inserted with, by the clock of the run.</summary>
    public TimeSpan Within { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets or sets how long a batch is tried again while the server cannot be reached, or says that it may succeed later, by the clock of the run; not at all unless set.
    /// </summary>
    public TimeSpan RetryFor { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (string.IsNullOrWhiteSpace(Table))
        {
            yield return "the setting 'Table' is not set. It is a table: shop.orders.";
        }
        else if (!SqlName.TryParse(Table, out _))
        {
            yield return $"the setting 'Table' is '{Table}', which is no name of a table. Write orders, shop.orders or, where it has capitals or blanks, \"Orders\".";
        }

        if (OnConflict == OnConflict.Update && Keys.Count == 0)
        {
            yield return "the setting 'Keys' is not set, and 'OnConflict' is update. Name the columns of the primary key or of a unique index: [id].";
        }

        if (OnConflict == OnConflict.Fail && Keys.Count > 0)
        {
            yield return "the setting 'Keys' is set, and 'OnConflict' is not: keys decide nothing then. Set 'onConflict' to ignore or update.";
        }

        if (Columns.Count > 0 && Keys.Except(Columns, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            yield return $"the setting 'Keys' has '{missing}', which is not among 'Columns'. Add it there.";
        }

        if (Columns.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"the setting 'Columns' has '{twice.Key}' twice.";
        }

        if (Within < TimeSpan.Zero)
        {
            yield return $"the setting 'Within' is {Within}. It is nothing or more: 1s.";
        }

        if (RetryFor < TimeSpan.Zero)
        {
            yield return $"the setting 'RetryFor' is {RetryFor}. It is nothing or more: 30s.";
        }
    }
}
