using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>Which rows are kept.</summary>
public sealed class FilterSettings : ICheckedSettings
{
    private Func<Row, bool>? _holds;

    /// <summary>Gets or sets the condition, an expression over the columns.</summary>
    public string Condition
    {
        get;
        set
        {
            field = value;
            _holds = null;
        }
    } = "";

    internal Func<Row, bool> Holds => _holds ??= Expression.Parse(Condition).IsTrue;

    /// <inheritdoc/>
    public IEnumerable<string> Check() => SettingFaults.OfExpression(nameof(Condition), Condition, "status >= 500");
}
