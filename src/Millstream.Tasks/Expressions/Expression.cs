using System.Diagnostics.CodeAnalysis;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>A formula over the cells of a row: <c>status &gt;= 500 and not starts_with(path, '/health')</c>.</summary>
/// <remarks>
/// <para>Immutable and thread-safe. It is parsed once, and nothing in it can be anything but arithmetic, comparisons and the functions of a fixed table: no code is loaded, no member is
/// called, and what it costs is bounded by its length.</para>
/// <para>Numbers come first: a text that is a number counts as one. What cannot be computed (<c>1/0</c>, <c>lower(null)</c>, the square root of a text) has no value, and an operator with
/// a cell without a value has none either; it never throws. A column that a table does not have is a mistake that is told.</para>
/// <para><c>e</c> and <c>pi</c> are the numbers of mathematics for a row without a column of that name, and the column for a row that has one. Where they stand alone and only a column makes
/// sense (what is sorted, grouped, joined or selected by its name, what an aggregate is of), they are the column. In backquotes, <c>`e`</c>, a name is always a column.</para>
/// </remarks>
public sealed class Expression
{
    /// <summary>How many characters an expression may have.</summary>
    public const int MaxLength = 10_000;

    private readonly ExpressionNode _root;

    internal Expression(string text, ExpressionNode root, IReadOnlyList<string> names)
    {
        Text = text;
        _root = root;
        Names = names;
    }

    /// <summary>Gets the text.</summary>
    public string Text { get; }

    /// <summary>Gets the columns that it reads, each once, in the order of the text; of a path the first name. <c>e</c> and <c>pi</c>, which rows need not have, are not among them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the column or path that the whole expression is, as it was written; null for anything else.</summary>
    internal string? Path => (_root as ColumnNode)?.Path.ToString();

    /// <summary>Reads an expression.</summary>
    /// <param name="text">At most <see cref="MaxLength"/> characters.</param>
    /// <exception cref="ExpressionException">It is none; the message says where and why.</exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ExpressionParser(text).Whole();
    }

    /// <summary>Reads an expression, or says what is wrong with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="fault">What is wrong; null when nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out ExpressionException? fault)
    {
        (expression, fault) = (null, null);
        try
        {
            expression = Parse(text);
            return true;
        }
        catch (ExpressionException wrong)
        {
            fault = wrong;
            return false;
        }
    }

    /// <summary>Gives the expression for a place where a name alone is that of a column.</summary>
    internal Expression AsColumn() => _root is NamedConstantNode { Name: var name } ? new Expression(Text, new ColumnNode(new CellPath([name])), [name]) : this;

    /// <summary>Computes the expression for a row.</summary>
    /// <exception cref="TaskInputException">The row is one of a table that does not have a column of the expression.</exception>
    public Cell Evaluate(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _root.Of(row);
    }

    /// <summary>Says whether the expression counts as true for a row, as <see cref="Cell.IsTrue"/> has it.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public bool IsTrue(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _root.IsTrue(row);
    }

    /// <summary>Gets the text.</summary>
    public override string ToString() => Text;
}
