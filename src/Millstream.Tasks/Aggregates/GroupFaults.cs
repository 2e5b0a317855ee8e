using Millstream.Expressions;
using Millstream.Rows;

namespace Millstream.Aggregates;

/// <summary>What is wrong with keys and aggregates.</summary>
internal static class GroupFaults
{
    public static IEnumerable<string> Of(string keySetting, string keys, string computeSetting, string compute, string? taken = null)
    {
        Projection? by = null;
        AggregateList? aggregates = null;
        string? keyFault = keys.Length == 0 ? null : SettingFaults.FaultOf(() => by = Projection.Parse(keys));
        string? computeFault = string.IsNullOrWhiteSpace(compute)
            ? "there is nothing to compute. Example: count, total: sum(bytes)"
            : SettingFaults.FaultOf(() => aggregates = AggregateList.Parse(compute));
        if (keyFault is not null)
        {
            yield return $"the setting '{keySetting}' has a fault: {keyFault}";
        }
        else if (by is { HasAll: true })
        {
            yield return $"the setting '{keySetting}' is '{keys}'; a key is a column or a formula, and '*' is neither.";
        }

        if (computeFault is not null)
        {
            yield return $"the setting '{computeSetting}' has a fault: {computeFault}";
        }

        if (taken is not null && (by?.Names ?? []).Concat(aggregates?.Names ?? []).Contains(taken))
        {
            yield return $"a column is called '{taken}', which is the column of the window's beginning. Give it another name: 'name: …'.";
        }

        if (by?.Names.Intersect(aggregates?.Names ?? []).FirstOrDefault() is { } twice)
        {
            yield return $"the settings '{keySetting}' and '{computeSetting}' both make a column '{twice}'. Give one of them another name: 'name: …'.";
        }
    }
}
