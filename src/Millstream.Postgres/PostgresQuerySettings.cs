namespace Millstream.Postgres;

/// <summary>What is asked once.</summary>
public sealed class PostgresQuerySettings : PostgresStatementSettings
{
    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        foreach (string name in SqlText.Parse(Sql).Names.Except(Parameters.Keys, StringComparer.Ordinal))
        {
            yield return $"the setting 'Sql' has the parameter '@{name}', and 'Parameters' has none of that name. Set it: parameters: {{ {name}: … }}.";
        }
    }
}
