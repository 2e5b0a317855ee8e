using System.Text.RegularExpressions;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>A part of an expression, which gives a cell for a row.</summary>
internal abstract class ExpressionNode(int depth)
{
    /// <summary>Gets how many nodes are above each other, with this one.</summary>
    public int Depth { get; } = depth;

    public virtual bool IsConstant => false;

    public abstract Cell Of(Row row);

    public virtual bool IsTrue(Row row) => Of(row).IsTrue;
}

internal sealed class ConstantNode(Cell value) : ExpressionNode(1)
{
    public override bool IsConstant => true;

    public override Cell Of(Row row) => value;
}

internal sealed class ColumnNode(CellPath path) : ExpressionNode(1)
{
    public CellPath Path => path;

    public override Cell Of(Row row) => path.Of(row);
}

/// <summary>A constant with a name, which is a column where the row has one of that name.</summary>
internal sealed class NamedConstantNode(string name, Cell value) : ExpressionNode(1)
{
    // The columns that were met last, where they have none of that name: of a table there are the same for all rows.
    private Columns? _without;

    public string Name => name;

    public override Cell Of(Row row)
    {
        if (ReferenceEquals(_without, row.Columns))
        {
            return value;
        }

        if (row.Columns.IndexOf(name) is >= 0 and int column)
        {
            return row[column];
        }

        _without = row.Columns;
        return value;
    }
}

/// <summary>A function of one cell.</summary>
internal sealed class UnaryNode(Func<Cell, Cell> function, ExpressionNode operand) : ExpressionNode(operand.Depth + 1)
{
    public override Cell Of(Row row) => function(operand.Of(row));
}

/// <summary>A function of two cells.</summary>
internal sealed class BinaryNode(Func<Cell, Cell, Cell> function, ExpressionNode left, ExpressionNode right) : ExpressionNode(Math.Max(left.Depth, right.Depth) + 1)
{
    public override Cell Of(Row row) => function(left.Of(row), right.Of(row));
}

/// <summary>A function of three cells.</summary>
internal sealed class TernaryNode(Func<Cell, Cell, Cell, Cell> function, ExpressionNode first, ExpressionNode second, ExpressionNode third)
    : ExpressionNode(Math.Max(first.Depth, Math.Max(second.Depth, third.Depth)) + 1)
{
    public override Cell Of(Row row) => function(first.Of(row), second.Of(row), third.Of(row));
}

/// <summary>A comparison.</summary>
internal sealed class ComparisonNode(Comparison comparison, ExpressionNode left, ExpressionNode right) : ExpressionNode(Math.Max(left.Depth, right.Depth) + 1)
{
    public override Cell Of(Row row) => new(IsTrue(row));

    public override bool IsTrue(Row row) => Comparisons.Holds(comparison, left.Of(row), right.Of(row));
}

/// <summary>A comparison with a number that stands in the expression: the most common condition of all.</summary>
internal sealed class NumberComparisonNode(Comparison comparison, ExpressionNode left, double number, Cell written) : ExpressionNode(left.Depth + 1)
{
    public override Cell Of(Row row) => new(IsTrue(row));

    public override bool IsTrue(Row row)
    {
        Cell cell = left.Of(row);
        return !cell.TryNumber(out double value) ? Comparisons.Holds(comparison, cell, written) : comparison switch
        {
            Comparison.Equal => value == number,
            Comparison.NotEqual => value != number,
            Comparison.Less => value < number,
            Comparison.LessOrEqual => value <= number,
            Comparison.Greater => value > number,
            _ => value >= number,
        };
    }

    /// <summary>Makes a comparison; one with a number that floating-point holds exactly is of this kind.</summary>
    public static ExpressionNode Of(Comparison comparison, ExpressionNode left, ExpressionNode right) =>
        right is ConstantNode && right.Of(null!) is { Kind: CellKind.Whole or CellKind.Number } constant && constant.TryNumber(out double number) && Math.Abs(number) < 1L << 53
            ? new NumberComparisonNode(comparison, left, number, constant)
            : new ComparisonNode(comparison, left, right);
}

/// <summary>Both, or one of two: the other is not asked where the one says all.</summary>
internal sealed class LogicNode(bool isAnd, ExpressionNode left, ExpressionNode right) : ExpressionNode(Math.Max(left.Depth, right.Depth) + 1)
{
    public override Cell Of(Row row) => new(IsTrue(row));

    public override bool IsTrue(Row row) => isAnd ? left.IsTrue(row) && right.IsTrue(row) : left.IsTrue(row) || right.IsTrue(row);
}

/// <summary>One of two, but not both.</summary>
internal sealed class ExclusiveNode(ExpressionNode left, ExpressionNode right) : ExpressionNode(Math.Max(left.Depth, right.Depth) + 1)
{
    public override Cell Of(Row row) => new(IsTrue(row));

    public override bool IsTrue(Row row) => left.IsTrue(row) != right.IsTrue(row);
}

internal sealed class NotNode(ExpressionNode operand) : ExpressionNode(operand.Depth + 1)
{
    public override Cell Of(Row row) => new(IsTrue(row));

    public override bool IsTrue(Row row) => !operand.IsTrue(row);
}

/// <summary>One of two, by a condition; the other is not computed.</summary>
internal sealed class ConditionalNode(ExpressionNode condition, ExpressionNode then, ExpressionNode otherwise)
    : ExpressionNode(Math.Max(condition.Depth, Math.Max(then.Depth, otherwise.Depth)) + 1)
{
    public override Cell Of(Row row) => condition.IsTrue(row) ? then.Of(row) : otherwise.Of(row);
}

/// <summary>The first that has a value, and is not the empty text.</summary>
internal sealed class CoalesceNode(ExpressionNode[] operands) : ExpressionNode(operands.Max(o => o.Depth) + 1)
{
    public override Cell Of(Row row)
    {
        foreach (ExpressionNode operand in operands)
        {
            Cell cell = operand.Of(row);
            if (!cell.IsBlank)
            {
                return cell;
            }
        }

        return Cell.Null;
    }
}

/// <summary>Whether a text matches a pattern; one that takes too long does not.</summary>
internal sealed class MatchNode(Text.Pattern pattern, ExpressionNode text) : ExpressionNode(text.Depth + 1)
{
    public override Cell Of(Row row)
    {
        Cell cell = text.Of(row);
        if (cell.IsNull)
        {
            return Cell.Null;
        }

        Span<char> room = stackalloc char[CellNumbers.Longest];
        try
        {
            return new Cell(pattern.IsMatch(cell.Written(room)));
        }
        catch (RegexMatchTimeoutException)
        {
            return new Cell(false);
        }
    }
}
