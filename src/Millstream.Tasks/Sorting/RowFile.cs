using System.Runtime.InteropServices;
using System.Text;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Sorting;

/// <summary>Rows in a temporary file, which is gone when it is closed. Written once, then read once.</summary>
internal sealed class RowFile : IDisposable
{
    private const int BufferLength = 128 * 1024;

    private readonly FileStream _file;
    private readonly Dictionary<Columns, int> _numbers = [];
    private readonly List<Columns> _columns = [];
    private BinaryWriter? _writer;
    private BinaryReader? _reader;
    private long _left;

    public RowFile(string folder)
    {
        _file = TemporaryFile.Create(folder, "rows", BufferLength);
        _writer = new BinaryWriter(_file, Encoding.Unicode, leaveOpen: true);
    }

    public void Write(Row row)
    {
        Write(_writer!, row);
        _left++;
    }

    /// <summary>Gives the next row; null at the end.</summary>
    public Row? Read()
    {
        if (_reader is null)
        {
            _writer!.Flush();
            _writer = null;
            _file.Position = 0;
            _reader = new BinaryReader(_file, Encoding.Unicode, leaveOpen: true);
        }

        return _left-- > 0 ? Read(_reader) : null;
    }

    public void Dispose() => _file.Dispose();

    private void Write(BinaryWriter to, Row row)
    {
        // The columns stay in memory: rows of one source share them.
        if (!_numbers.TryGetValue(row.Columns, out int number))
        {
            number = _columns.Count;
            _numbers.Add(row.Columns, number);
            _columns.Add(row.Columns);
        }

        to.Write7BitEncodedInt(number);

        for (int i = 0; i < row.Count; i++)
        {
            Write(to, row[i]);
        }
    }

    private void Write(BinaryWriter to, Cell cell)
    {
        to.Write((byte)cell.Kind);
        switch (cell.Kind)
        {
            case CellKind.Boolean:
                to.Write(cell.IsTrue);
                break;
            case CellKind.Whole:
                to.Write(cell.Whole);
                break;
            case CellKind.Number:
                to.Write(cell.TryNumber(out double number) ? number : 0);
                to.Write(cell.IsLongNumber);
                if (cell.IsLongNumber)
                {
                    Text(to, cell.ToString());
                }

                break;
            case CellKind.Text:
                Text(to, cell.Characters);
                break;
            case CellKind.List:
                to.Write7BitEncodedInt(cell.Elements.Length);
                foreach (Cell element in cell.Elements)
                {
                    Write(to, element);
                }

                break;
            case CellKind.Row:
                Write(to, cell.Row!);
                break;
        }
    }

    // Characters as they are: a text may have half of a surrogate pair.
    private static void Text(BinaryWriter to, ReadOnlySpan<char> text)
    {
        to.Write7BitEncodedInt(text.Length);
        to.Write(MemoryMarshal.AsBytes(text));
    }

    private static string Text(BinaryReader from) => string.Create(from.Read7BitEncodedInt(), from, static (text, from) =>
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(text)));

    private Row Read(BinaryReader from)
    {
        Columns columns = _columns[from.Read7BitEncodedInt()];
        var cells = new Cell[columns.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = ReadCell(from);
        }

        return new Row(columns, cells);
    }

    private Cell ReadCell(BinaryReader from)
    {
        switch ((CellKind)from.ReadByte())
        {
            case CellKind.Boolean:
                return new Cell(from.ReadBoolean());
            case CellKind.Whole:
                return new Cell(from.ReadInt64());
            case CellKind.Number:
                double number = from.ReadDouble();
                return from.ReadBoolean() ? Cell.LongNumber(Text(from), number) : new Cell(number);
            case CellKind.Text:
                return new Cell(Text(from));
            case CellKind.List:
                var elements = new Cell[from.Read7BitEncodedInt()];
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = ReadCell(from);
                }

                return new Cell(elements);
            case CellKind.Row:
                return new Cell(Read(from));
            default:
                return Cell.Null;
        }
    }
}
