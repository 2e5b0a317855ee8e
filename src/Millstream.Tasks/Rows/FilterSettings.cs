using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>Which rows are kept.</summary>
public sealed class FilterSettings : ICheckedSettings
{
    private Expression? _expression;

    /// <summary>Gets or sets the condition, an expression over the columns.</summary>
    public string Condition
    {
        get;
        set
        {
            field = value;
            _expression = null;
        }
    } = "";

    internal Expression Expression => _expression ??= Expression.Parse(Condition);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => SettingFaults.OfExpression(nameof(Condition), Condition, "status >= 500");
}
