namespace Millstream.Postgres;

/// <summary>What is asked for each row.</summary>
public sealed class PostgresLookupSettings : PostgresStatementSettings
{
    /// <summary>Gets or sets whether a row goes on for which the statement gives nothing, with no value in the statement's columns.</summary>
    public bool KeepUnmatched { get; set; }
}
