using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.Expressions;

/// <summary>A condition as data has it: a field, an operator, and a value to compare with.</summary>
/// <remarks>
/// Immutable and thread-safe. Numbers come first: <c>"10"</c> is greater than 9. <c>contains</c>, <c>starts_with</c> and <c>ends_with</c> ignore case. A field without a value is
/// empty, is false, and fulfils nothing else.
/// </remarks>
public sealed class Condition
{
    private static readonly Dictionary<string, Func<Cell, Cell, bool>> Table = new(StringComparer.Ordinal)
    {
        ["equals"] = static (field, value) => Comparisons.Holds(Comparison.Equal, field, value),
        ["not_equals"] = static (field, value) => Comparisons.Holds(Comparison.NotEqual, field, value),
        ["greater_than"] = static (field, value) => Comparisons.Holds(Comparison.Greater, field, value),
        ["greater_or_equal"] = static (field, value) => Comparisons.Holds(Comparison.GreaterOrEqual, field, value),
        ["less_than"] = static (field, value) => Comparisons.Holds(Comparison.Less, field, value),
        ["less_or_equal"] = static (field, value) => Comparisons.Holds(Comparison.LessOrEqual, field, value),
        ["contains"] = static (field, value) => TextFunctions.Contains(field, value).IsTrue,
        ["starts_with"] = static (field, value) => TextFunctions.StartsWith(field, value).IsTrue,
        ["ends_with"] = static (field, value) => TextFunctions.EndsWith(field, value).IsTrue,
        ["is_empty"] = static (field, _) => TextFunctions.IsEmpty(field),
        ["is_not_empty"] = static (field, _) => !TextFunctions.IsEmpty(field),
        ["is_true"] = static (field, _) => field.IsTrue,
        ["is_false"] = static (field, _) => !field.IsTrue,
    };

    private readonly CellPath _field;
    private readonly Func<Cell, Cell, bool> _operator;
    private readonly Cell _value;
    private readonly bool _isOfNothing;

    private Condition(string field, string op, Cell value)
    {
        _field = new CellPath(field);
        _operator = Table[op];
        _value = value;
        _isOfNothing = op is "is_empty" or "is_false";
    }

    /// <summary>Gets the operators, by their names.</summary>
    public static IReadOnlyList<string> Operators { get; } = [.. Table.Keys];

    /// <summary>Makes a condition.</summary>
    /// <param name="field">The column, or a path with dots: <c>user.age</c>.</param>
    /// <param name="op">One of <see cref="Operators"/>.</param>
    /// <param name="value">What the field is compared with; those that compare with nothing need none.</param>
    /// <exception cref="FormatException">There is no such operator, or no field.</exception>
    public static Condition Of(string field, string op, Cell value = default) =>
        Fault(field, op) is { } fault ? throw new FormatException(fault) : new Condition(field, op, value);

    /// <summary>Says whether the condition holds for a row.</summary>
    /// <exception cref="TaskInputException">The row is one of a table that does not have the column.</exception>
    public bool Holds(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Cell field = _field.Of(row);
        return field.IsNull ? _isOfNothing : _operator(field, _value);
    }

    /// <summary>Says what is wrong with a condition; null when nothing is.</summary>
    internal static string? Fault(string? field, string? op) =>
        string.IsNullOrEmpty(field) ? "A condition names a field: user.age."
        : op is not null && Table.ContainsKey(op) ? null
        : $"There is no operator '{op}'. "
            + (NearNames.To(op ?? "", Operators).ToArray() is { Length: > 0 } near
                ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
                : $"There are: {string.Join(", ", Operators)}.");
}
