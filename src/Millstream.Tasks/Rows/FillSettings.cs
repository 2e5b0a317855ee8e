using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>What stands in cells that have no value.</summary>
public sealed class FillSettings : ICheckedSettings
{
    private Projection? _values;
    private AddedColumns? _added;
    private AddedColumns? _down;

    /// <summary>Gets or sets the columns that are filled, each with a constant or formula: <c>city: 'unknown', total: price * count</c>. Of JSON, columns that an object does not have are added.</summary>
    [DataType("list")]
    public string Columns
    {
        get;
        set
        {
            field = value;
            (_values, _added) = (null, null);
        }
    } = "";

    /// <summary>Gets or sets the columns that have the value of the row before, with commas between them: <c>country, city</c>, as where a table shows each value once.</summary>
    [DataType("list")]
    public string Down
    {
        get;
        set
        {
            field = value;
            _down = null;
        }
    } = "";

    /// <summary>Gets or sets whether empty texts count as no value, as the cells of a CSV file that nothing was written to.</summary>
    public bool Empty { get; set; } = true;

    internal AddedColumns DownColumns => _down ??= new AddedColumns(Down.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    internal Projection? Values => Columns.Length == 0 ? null : _values ??= Projection.Parse(Columns);

    internal AddedColumns Added => _added ??= new AddedColumns([.. Values!.Names]);

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Columns) && DownColumns.Names.Length == 0)
        {
            yield return SettingFaults.NotSet(nameof(Columns), "columns with what they have where there is nothing: city: 'unknown', count: 0");
        }
        else if (!string.IsNullOrWhiteSpace(Columns))
        {
            if (SettingFaults.FaultOf(() => Projection.Parse(Columns)) is { } fault)
            {
                yield return $"the setting '{nameof(Columns)}' has a fault: {fault}";
            }
            else if (Projection.Parse(Columns).HasAll)
            {
                yield return $"the setting '{nameof(Columns)}' is '{Columns}'. It names columns, each with a value: city: 'unknown'.";
            }
        }
    }
}
