using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millstream.Declarations;

namespace Millstream.Documents;

/// <summary>A condition as data: <c>{ field: user.age, op: greater_or_equal, value: 18 }</c>, or several of them.</summary>
/// <remarks>
/// Immutable, compared by value. Numbers are compared as numbers, also where they are texts: what is no number is only unequal to one. Texts ignore case where they are looked into. Nothing (null) is empty and false, and no other condition
/// holds for it.
/// </remarks>
public sealed record DocumentCondition
{
    /// <summary>Gets the path to what is compared: names and numbers with dots between them; null for the item itself.</summary>
    public string? Field { get; init; }

    /// <summary>Gets how it is compared.</summary>
    public ConditionOperator Operator { get; init; }

    /// <summary>Gets what it is compared with; null for an operator that needs nothing.</summary>
    public DocumentValue? Value { get; init; }

    /// <summary>Gets conditions that must all hold, in place of a comparison; empty for none.</summary>
    public ValueList<DocumentCondition> All { get; init; } = [];

    /// <summary>Gets conditions of which one must hold, in place of a comparison; empty for none.</summary>
    public ValueList<DocumentCondition> Any { get; init; } = [];

    /// <summary>Gets the condition that must not hold, in place of a comparison; null for none.</summary>
    public DocumentCondition? Not { get; init; }

    /// <summary>Says whether the condition holds for an item.</summary>
    /// <param name="item">A plain value, JSON, a dictionary or a list.</param>
    /// <exception cref="FormatException">There is a path, and something on it has no members.</exception>
    public bool Holds(object? item) =>
        All.Count > 0 ? All.All(c => c.Holds(item))
        : Any.Count > 0 ? Any.Any(c => c.Holds(item))
        : Not is not null ? !Not.Holds(item)
        : Compare(Field is null ? Bare(item) : item is null ? null : AnyValue.Pick(item, Field));

    internal static bool NeedsValue(ConditionOperator op) =>
        op is not (ConditionOperator.IsEmpty or ConditionOperator.IsNotEmpty or ConditionOperator.IsTrue or ConditionOperator.IsFalse);

    private bool Compare(object? found) => found is null
        ? Operator is ConditionOperator.IsEmpty or ConditionOperator.IsFalse
        : Operator switch
        {
            ConditionOperator.Equals => Order(found) == 0,
            ConditionOperator.NotEquals => Order(found) != 0,
            ConditionOperator.GreaterThan => Order(found) > 0,
            ConditionOperator.GreaterOrEqual => Order(found) >= 0,
            ConditionOperator.LessThan => Order(found) < 0,
            ConditionOperator.LessOrEqual => Order(found) <= 0,
            ConditionOperator.Contains => Contains(found),
            ConditionOperator.StartsWith => Text(found).StartsWith(Wanted, StringComparison.OrdinalIgnoreCase),
            ConditionOperator.EndsWith => Text(found).EndsWith(Wanted, StringComparison.OrdinalIgnoreCase),
            ConditionOperator.IsEmpty => IsEmpty(found),
            ConditionOperator.IsNotEmpty => !IsEmpty(found),
            ConditionOperator.IsTrue => AnyValue.IsTrue(found),
            _ => !AnyValue.IsTrue(found),
        };

    private string Wanted => Value?.Text ?? "";

    /// <summary>Compares as numbers where both are, and as texts otherwise; null for a number that a text is compared with which is none.</summary>
    private int? Order(object found)
    {
        string text = Text(found);
        return Whole(text) is { } whole && Whole(Wanted) is { } otherWhole ? whole.CompareTo(otherWhole)
            : Number(text) is { } number && Number(Wanted) is { } otherNumber ? number.CompareTo(otherNumber)
            : Value?.Kind == DocumentValueKind.Number ? null
            : string.CompareOrdinal(text, Wanted);
    }

    private bool Contains(object found) => found is not string && Elements(found) is { } elements
        ? elements.Cast<object?>().Any(e => Bare(e) is { } element && Order(element) == 0)
        : Text(found).Contains(Wanted, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable? Elements(object found) => found switch
    {
        JsonArray array => array,
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        JsonNode or string or IDictionary => null,
        IEnumerable items => items,
        _ => null,
    };

    private static bool IsEmpty(object found) => found switch
    {
        string text => text.Length == 0,
        JsonObject map => map.Count == 0,
        IDictionary map => map.Count == 0,
        _ => Elements(found) is { } elements && !elements.Cast<object?>().Any(),
    };

    private static object? Bare(object? item) => item is JsonValue or JsonElement ? AnyValue.To<object?>(item) : item;

    private static string Text(object found) => found is JsonNode or JsonElement ? AnyValue.Json(found) : PortFields.Text(found) ?? "";

    // Whole numbers beyond 2^53 differ where their nearest floating-point numbers do not.
    private static Int128? Whole(string text) => Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole) ? whole : null;

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}

/// <summary>How a condition compares.</summary>
public enum ConditionOperator
{
    /// <summary><c>equals</c>: the same number, or the same text.</summary>
    Equals,

    /// <summary><c>not_equals</c>: another number or text.</summary>
    NotEquals,

    /// <summary><c>greater_than</c>: a larger number, or a text behind the other.</summary>
    GreaterThan,

    /// <summary><c>greater_or_equal</c>: a larger number or the same, or a text behind the other.</summary>
    GreaterOrEqual,

    /// <summary><c>less_than</c>: a smaller number, or a text before the other.</summary>
    LessThan,

    /// <summary><c>less_or_equal</c>: a smaller number or the same, or a text before the other.</summary>
    LessOrEqual,

    /// <summary><c>contains</c>: a text in which the other stands, or a list with it.</summary>
    Contains,

    /// <summary><c>starts_with</c>: a text that begins with the other.</summary>
    StartsWith,

    /// <summary><c>ends_with</c>: a text that ends with the other.</summary>
    EndsWith,

    /// <summary><c>is_empty</c>: nothing, or a text, list or map with nothing in it.</summary>
    IsEmpty,

    /// <summary><c>is_not_empty</c>: anything else.</summary>
    IsNotEmpty,

    /// <summary><c>is_true</c>: not nothing, 0, empty, <c>false</c>, <c>no</c> or <c>off</c>.</summary>
    IsTrue,

    /// <summary><c>is_false</c>: one of those.</summary>
    IsFalse,
}
