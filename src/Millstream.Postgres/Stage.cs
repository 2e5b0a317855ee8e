namespace Millstream.Postgres;

/// <summary>The temporary table that rows go through where keys decide what becomes of them.</summary>
internal static class Stage
{
    public const string Table = "pg_temp.\"millstream rows\"";

    /// <summary>The column that says in which order the rows came.</summary>
    public const string Number = "millstream number";

    /// <summary>How many characters are sent to the server at once.</summary>
    public const int SentAtOnce = 1 << 16;

    /// <summary>The statement that makes it, with columns as the real table has them but without what those demand.</summary>
    public static string Make(string table, string[] columns, bool isThere) =>
        $"{(isThere ? $"DROP TABLE {Table}; " : "")}CREATE TEMPORARY TABLE {Table["pg_temp.".Length..]} ON COMMIT DELETE ROWS AS SELECT 0::bigint AS {SqlName.Quote(Number)}, {SqlName.List(columns)} FROM {table} WITH NO DATA";

    /// <summary>The statement that moves the rows to the real table. Of rows with the same keys the last one counts where it would change the others, else the first.</summary>
    public static string Insert(string table, string[] columns, PostgresInsertSettings settings)
    {
        string list = SqlName.List(columns), keys = SqlName.List(settings.Keys), number = SqlName.Quote(Number);
        if (settings.OnConflict == OnConflict.Ignore)
        {
            return $"INSERT INTO {table} ({list}) SELECT {list} FROM {Table} ORDER BY {number} ON CONFLICT {(settings.Keys.Count > 0 ? $"({keys}) " : "")}DO NOTHING";
        }

        // One statement changes no row twice. Keys without a value are never equal to one another: each such row is its own.
        string apart = $"CASE WHEN num_nulls({keys}) > 0 THEN {number} END";
        string[] changed = [.. columns.Except(settings.Keys, StringComparer.Ordinal).Select(SqlName.Quote)];
        return $"INSERT INTO {table} ({list}) SELECT DISTINCT ON ({keys}, {apart}) {list} FROM {Table} ORDER BY {keys}, {apart}, {number} DESC ON CONFLICT ({keys}) "
            + (changed.Length == 0 ? "DO NOTHING" : $"DO UPDATE SET {string.Join(", ", changed.Select(c => $"{c} = EXCLUDED.{c}"))}");
    }
}
