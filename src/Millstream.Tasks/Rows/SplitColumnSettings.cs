using System.ComponentModel.DataAnnotations;

namespace Millstream.Rows;

/// <summary>Which column is split, and into which.</summary>
public sealed class SplitColumnSettings : ICheckedSettings
{
    private AddedColumns? _added;

    /// <summary>Gets or sets the column with the text.</summary>
    public string Column
    {
        get;
        set
        {
            field = value;
            _added = null;
        }
    } = "";

    /// <summary>Gets or sets what stands between the parts. Unless set, white space.</summary>
    public string Separator { get; set; } = "";

    /// <summary>Gets or sets the columns that get the parts, with commas between them: <c>first, last</c>. Parts that are missing have no value; the last column has all that is left. The column with the text may be one of them; a row that has another of them already fails the task.</summary>
    [DataType("list")]
    public string Into
    {
        get;
        set
        {
            field = value;
            _added = null;
        }
    } = "";

    /// <summary>Gets or sets whether white space around parts is left out.</summary>
    public bool Trim { get; set; } = true;

    internal AddedColumns Added => _added ??= new AddedColumns(Names, "into", Column);

    private string[] Names => Into.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Column.Length == 0)
        {
            yield return SettingFaults.NotSet(nameof(Column), "the name of a column: name");
        }

        if (Names.Length == 0)
        {
            yield return SettingFaults.NotSet(nameof(Into), "the names of columns: first, last");
        }
        else if (Names.Distinct(StringComparer.Ordinal).Count() < Names.Length)
        {
            yield return $"the setting '{nameof(Into)}' is '{Into}', which has a name twice.";
        }
    }
}
