using System.Buffers;
using System.Globalization;
using System.Text;
using Millstream.Data;

namespace Millstream.Postgres;

/// <summary>Rows as the text that COPY reads: the server makes values of it, by the types of its columns.</summary>
internal sealed class CopyText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\\n\r\t\b\f\v");

    private readonly StringBuilder _text = new();

    /// <summary>Gets what was written.</summary>
    public StringBuilder Text => _text;

    public void Clear() => _text.Clear();

    /// <summary>Begins a row with its number, for a table that keeps it.</summary>
    public void Number(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}\t");

    /// <summary>Writes a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isArray">Whether the column holds arrays, which are not written as JSON is.</param>
    public void Write(Cell cell, bool isArray)
    {
        switch (cell.Kind)
        {
            case CellKind.Null:
                _text.Append("\\N");
                break;
            case CellKind.Text:
                Escape(cell.Characters);
                break;
            case CellKind.List when isArray:
                Escape(Array(cell));
                break;
            default:
                Escape(cell.ToString());
                break;
        }
    }

    /// <summary>Goes to the next cell.</summary>
    public void Next() => _text.Append('\t');

    /// <summary>Ends the row.</summary>
    public void End() => _text.Append('\n');

    /// <summary>Writes a list as the text of an array.</summary>
    public static string Array(Cell list)
    {
        var text = new StringBuilder();
        Append(list);
        return text.ToString();

        void Append(Cell cell)
        {
            if (cell.Kind != CellKind.List)
            {
                text.Append(cell.IsNull ? "NULL" : $"\"{cell.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
                return;
            }

            text.Append('{');
            for (int i = 0; i < cell.Elements.Length; i++)
            {
                text.Append(i == 0 ? "" : ",");
                Append(cell.Elements[i]);
            }

            text.Append('}');
        }
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and int at)
        {
            _text.Append(text[..at]).Append('\\').Append(text[at] switch { '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', '\v' => 'v', char other => other });
            text = text[(at + 1)..];
        }

        _text.Append(text);
    }
}
