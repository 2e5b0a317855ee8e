using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Rows;

/// <summary>The key of a row that is all of it: the names of its columns, and its cells in the order of their names. An object of JSON is the same whatever order its members come in.</summary>
internal sealed class WholeRow
{
    // Rows of JSON may come in several kinds, in turn: each has its own.
    private readonly ConditionalWeakTable<Columns, Order> _orders = [];

    private Order? _last;

    /// <summary>Gives the key of a row; the next row of the same names is given in the same array.</summary>
    public Cell[] KeyOf(Row row)
    {
        Order order = _last is { } last && (ReferenceEquals(last.Of, row.Columns) || last.Of.HasNames(row.Columns.Names)) ? last : _last = _orders.GetValue(row.Columns, static columns => new Order(columns));
        for (int i = 0; i < order.Places.Length; i++)
        {
            order.Key[order.Places[i]] = row[i];
        }

        return order.Key;
    }

    private sealed class Order
    {
        public Order(Columns columns)
        {
            Of = columns;
            string[] names = [.. columns.Order(StringComparer.Ordinal)];
            Places = [.. columns.Select(name => Array.BinarySearch(names, name, StringComparer.Ordinal) + 1)];
            Key = new Cell[names.Length + 1];
            Key[0] = new Cell((Cell[])[.. names.Select(name => new Cell(name))]).ToJson();
        }

        public Columns Of { get; }

        public Cell[] Key { get; }

        /// <summary>Gets where each cell stands in the key.</summary>
        public int[] Places { get; }
    }
}
