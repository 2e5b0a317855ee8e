using System.ComponentModel.DataAnnotations;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>Which rows are kept: those for which an expression holds, or a condition of a field, an operator and a value.</summary>
public sealed class FilterSettings : ICheckedSettings
{
    private Func<Row, bool>? _holds;

    /// <summary>Gets or sets the condition, an expression over the columns.</summary>
    public string Condition
    {
        get;
        set => Set(ref field, value);
    } = "";

    /// <summary>Gets or sets, in place of an expression, the column or path that is compared.</summary>
    public string Field
    {
        get;
        set => Set(ref field, value);
    } = "";

    /// <summary>Gets or sets how the field is compared.</summary>
    [AllowedValues(
        "equals", "not_equals", "greater_than", "greater_or_equal", "less_than", "less_or_equal", "contains", "starts_with", "ends_with", "is_empty", "is_not_empty", "is_true", "is_false")]
    public string Op
    {
        get;
        set => Set(ref field, value);
    } = "equals";

    /// <summary>Gets or sets what the field is compared with.</summary>
    public string Value
    {
        get;
        set => Set(ref field, value);
    } = "";

    internal Func<Row, bool> Holds => _holds ??= Field.Length > 0
        ? Expressions.Condition.Of(Field, Op, new Cell(Value)).Holds
        : Expression.Parse(Condition).IsTrue;

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Field.Length == 0 ? SettingFaults.OfExpression(nameof(Condition), Condition, "status >= 500")
        : Condition.Length > 0 ? [$"both '{nameof(Condition)}' ({Condition}) and '{nameof(Field)}' ({Field}) are set. Set one of them."]
        : [];

    private void Set(ref string setting, string value)
    {
        setting = value;
        _holds = null;
    }
}
