using System.ComponentModel.DataAnnotations;

namespace Millstream.Postgres;

/// <summary>What a server is asked.</summary>
public abstract class PostgresStatementSettings : PostgresSettings
{
    private protected PostgresStatementSettings()
    {
    }

    /// <summary>
    /// Gets or sets the statement: <c>SELECT * FROM orders WHERE city = @city</c>. A name behind <c>@</c> is a parameter: the column of that name of the row that it is asked for, where it is
    /// asked for rows, or else the one in <see cref="Parameters"/>. Values never become part of the statement's text.
    /// </summary>
    [DataType(DataType.MultilineText)]
    public string Sql { get; set; } = "";

    /// <summary>Gets or sets values of parameters, by their names. The server reads them as the types that the statement wants at their places.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (string.IsNullOrWhiteSpace(Sql))
        {
            yield return "the setting 'Sql' is not set. It is a statement: SELECT * FROM orders.";
            yield break;
        }

        string[] unknown = [.. Parameters.Keys.Except(SqlText.Parse(Sql).Names, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            yield return $"the setting 'Parameters' has '{unknown[0]}', and the statement has no parameter '@{unknown[0]}'.";
        }
    }
}
