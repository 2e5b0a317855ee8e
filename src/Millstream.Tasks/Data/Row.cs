using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Millstream.Data;

/// <summary>What travels in graphs of data: cells with names, as a line of a table or an object of JSON.</summary>
/// <remarks>
/// Immutable and thread-safe. Rows of one source share their <see cref="Columns"/>. The cells of a CSV file stay part of their line until somebody asks for one. Two rows are equal
/// when they are the same object; compare their cells, or <see cref="ToJson"/>. As a dictionary it has the values that <see cref="Cell.ToObject"/> gives.
/// </remarks>
[JsonConverter(typeof(RowJsonConverter))]
[SuppressMessage("Naming", "CA1710", Justification = "Everybody calls it a row; that it can be read as a dictionary is for transforms and templates.")]
[DisplayName("row")]
public sealed class Row : IReadOnlyDictionary<string, object?>
{
    private readonly Cell[]? _cells;
    private readonly string? _line;
    private readonly char _delimiter;

    // The cell that was found last, and where it begins, in one word: whoever reads it sees both or an older pair, and either is right.
    private long _found;

    /// <summary>Makes a row.</summary>
    /// <param name="columns">The names of its cells.</param>
    /// <param name="cells">The cells, as many as there are columns.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than columns.</exception>
    public Row(Columns columns, params ReadOnlySpan<Cell> cells)
        : this(columns, cells.ToArray())
    {
    }

    internal Row(Columns columns, Cell[] cells)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (cells.Length != columns.Count)
        {
            throw new ArgumentException($"{cells.Length} cells were given for {columns.Count} columns ({columns}).", nameof(cells));
        }

        Columns = columns;
        _cells = cells;
    }

    /// <summary>Makes a row of a line without quotes, in which cells stand between delimiters; those that are missing at its end have no value.</summary>
    internal Row(Columns columns, string line, char delimiter)
    {
        Columns = columns;
        _line = line;
        _delimiter = delimiter;
    }

    /// <summary>Gets the names of the cells.</summary>
    public Columns Columns { get; }

    /// <summary>Gets how many cells there are.</summary>
    public int Count => Columns.Count;

    /// <summary>Gets a cell.</summary>
    /// <param name="index">Its number, from 0.</param>
    public Cell this[int index] => _cells is not null ? _cells[index] : Find(index);

    /// <summary>Gets a cell; no value where the columns are open and have none of that name.</summary>
    /// <param name="name">The name of its column.</param>
    /// <exception cref="TaskInputException">The columns are closed, and there is none of that name; the message offers those there are.</exception>
    public Cell this[string name] => Columns.IndexOf(name) is >= 0 and int index ? this[index]
        : Columns.IsOpen ? Cell.Null
        : throw Columns.Missing(name);

    /// <summary>Makes a row of names and cells; its columns are closed.</summary>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public static Row Of(params ReadOnlySpan<(string Name, Cell Cell)> cells)
    {
        var names = new string[cells.Length];
        var values = new Cell[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            (names[i], values[i]) = cells[i];
        }

        return new Row(Columns.Of(names), values);
    }

    /// <summary>Makes a row of any item: of a row itself, of JSON objects and dictionaries one with their members, of anything else one with the column <c>item</c>.</summary>
    public static Row From(object? item) => item as Row ?? Cell.From(item) switch
    {
        { Row: { } row } => row,
        Cell cell => new Row(ItemColumns, [cell]),
    };

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="FormatException">The text is not a JSON object; the message says why.</exception>
    public static Row Parse(string json) => Cell.ParseJson(json).Row
        ?? throw new FormatException($"'{(json.Length > 60 ? json[..60] + "…" : json)}' is JSON, but no object: a row is written {{\"name\": \"value\"}}.");

    /// <summary>Gives the cell at the end of a path of names and numbers (<c>user.tags.0</c>); no value where the path leads nowhere.</summary>
    /// <exception cref="TaskInputException">The columns are closed, and there is none of the first name.</exception>
    public Cell At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new CellPath(path).Of(this);
    }

    /// <summary>Writes the row as a JSON object, on one line.</summary>
    public string ToJson() => JsonCells.Write(new Cell(this));

    /// <summary>Gets the row as a JSON object.</summary>
    public override string ToString() => ToJson();

    /// <summary>Gives the same row, whose cells hold on to nothing but themselves.</summary>
    internal Row Detached()
    {
        if (_cells is null)
        {
            // The line is the row's own: nothing else hangs on it.
            return this;
        }

        var cells = new Cell[_cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = _cells[i].Detached();
        }

        return new Row(Columns, cells);
    }

    /// <summary>Gives the same cells under other names.</summary>
    internal Row With(Columns columns) => _cells is not null ? new Row(columns, _cells) : new Row(columns, _line!, _delimiter);

    /// <summary>Gives the cells, which must not be changed.</summary>
    internal Cell[] ToCells()
    {
        if (_cells is not null)
        {
            return _cells;
        }

        var cells = new Cell[Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = Find(i);
        }

        return cells;
    }

    private static Columns ItemColumns { get; } = Columns.Of("item");

    private Cell Find(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Columns.Count, nameof(index));
        string line = _line!;
        int at = 0, start = 0;
        if (_found is var found && (int)(found >> 32) <= index)
        {
            at = (int)(found >> 32);
            start = (int)found;
        }

        while (at < index)
        {
            int length = line.AsSpan(start).IndexOf(_delimiter);
            if (length < 0)
            {
                return Cell.Null;
            }

            start += length + 1;
            at++;
        }

        _found = ((long)at << 32) | (uint)start;
        int end = line.AsSpan(start).IndexOf(_delimiter);
        return Cell.Part(line, start, end < 0 ? line.Length - start : end);
    }

    #region As a dictionary

    object? IReadOnlyDictionary<string, object?>.this[string key] => this[key].ToObject();

    IEnumerable<string> IReadOnlyDictionary<string, object?>.Keys => Columns;

    IEnumerable<object?> IReadOnlyDictionary<string, object?>.Values => Enumerable.Range(0, Count).Select(i => this[i].ToObject());

    bool IReadOnlyDictionary<string, object?>.ContainsKey(string key) => Columns.IndexOf(key) >= 0;

    bool IReadOnlyDictionary<string, object?>.TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        int index = Columns.IndexOf(key);
        value = index < 0 ? null : this[index].ToObject();
        return index >= 0;
    }

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return KeyValuePair.Create(Columns[i], this[i].ToObject());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)this).GetEnumerator();

    #endregion
}
