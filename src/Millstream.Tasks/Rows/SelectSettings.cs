using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>What columns rows get.</summary>
public sealed class SelectSettings : ICheckedSettings
{
    private Projection? _projection;

    /// <summary>Gets or sets the columns, with commas between them: names, paths, formulas with a name before them, and a star for all that are there.</summary>
    [DataType("list")]
    public string Columns
    {
        get;
        set
        {
            field = value;
            _projection = null;
        }
    } = "";

    internal Projection Projection => _projection ??= Projection.Parse(Columns);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => SettingFaults.OfColumns(nameof(Columns), Columns, "name, user.city, year: year(born)");
}
