using CsvHelper;
using Millstream.Data;

namespace Millstream.Csv;

/// <summary>Writes rows as records of a table. Each has the columns that were given, or those of the first row, by their names.</summary>
internal sealed class CsvText : IDisposable
{
    private readonly CsvWriter _writer;
    private readonly CsvHead? _head;
    private readonly Columns? _given;
    private Columns? _columns;
    private bool _hasHeader;

    /// <param name="text">Where the table goes; it stays open.</param>
    /// <param name="delimiter">What stands between cells.</param>
    /// <param name="hasHeader">Whether the names of the columns come first.</param>
    /// <param name="columns">The columns, with commas between them; empty for those of the first row.</param>
    /// <param name="head">The names of the columns that are there already; null for none.</param>
    /// <exception cref="TaskInputException">Columns were given, and others are there.</exception>
    public CsvText(TextWriter text, string delimiter, bool hasHeader, string columns, CsvHead? head = null)
    {
        _head = head;
        _hasHeader = hasHeader && head is null;
        _given = CsvForm.NamesOf(columns) is { Length: > 0 } names ? InOrder(Columns.Of(names)) : null;
        _writer = CsvWriter.Create(text, new CsvWriterOptions { Separator = Delimiter(delimiter), NewLine = "\n", ValidateFieldCount = false }, leaveOpen: true);
    }

    public static IEnumerable<string> Check(string delimiter, string columns)
    {
        if (delimiter is not ("tab" or "\\t" or ['\t'] or [>= ' ' and <= '~']) or "\"")
        {
            yield return $"the setting 'Delimiter' is '{delimiter}'; it must be one printable character of ASCII but the quote, or 'tab'.";
        }

        foreach (string fault in CsvForm.FaultsOf(columns))
        {
            yield return fault;
        }
    }

    /// <summary>Writes the names of the columns if they come next, and says whether they did.</summary>
    /// <param name="first">The columns of the first row.</param>
    /// <exception cref="TaskInputException">Others are there already.</exception>
    public bool Begin(Columns first)
    {
        _columns ??= _given ?? InOrder(first);
        if (!_hasHeader)
        {
            return false;
        }

        _hasHeader = false;
        foreach (string name in _columns)
        {
            Field(name);
        }

        _writer.EndRecord();
        return true;
    }

    /// <summary>Writes a row.</summary>
    /// <exception cref="TaskInputException">The row has a column that the first has not, and none were given.</exception>
    public void Write(Row row)
    {
        Begin(row.Columns);
        bool isSame = ReferenceEquals(row.Columns, _columns);
        if (!isSame && _given is null)
        {
            foreach (string name in row.Columns)
            {
                if (_columns!.IndexOf(name) < 0)
                {
                    throw TaskInputException.Because(
                        $"A row has the column '{name}', and the first row, by which the table is written, has not: {_columns}. Say before which columns there are, by the setting 'columns' or with 'select'.");
                }
            }
        }

        for (int i = 0; i < _columns!.Count; i++)
        {
            int at = isSame ? i : row.Columns.IndexOf(_columns[i]);
            Field(at < 0 ? "" : row[at].ToString());
        }

        _writer.EndRecord();
    }

    /// <summary>Ends the table, and says whether that wrote the names of the columns: one without rows has them where they were given.</summary>
    public bool End()
    {
        bool isHead = _given is not null && Begin(_given);
        _writer.Flush();
        return isHead;
    }

    /// <summary>Takes the record that was written last out of a text, without its line end.</summary>
    public string Taken(StringWriter written)
    {
        _writer.Flush();
        var text = written.GetStringBuilder();
        string line = text.ToString(0, text.Length - 1);
        text.Clear();
        return line;
    }

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    // A record of one empty cell would be a blank line, which readers pass over.
    private void Field(string text) => _writer.WriteField(text, text.Length == 0 && _columns!.Count == 1 ? CsvQuoting.Always : CsvQuoting.WhenNeeded);

    private Columns InOrder(Columns names) => _head?.InOrder(names) ?? names;

    private static char Delimiter(string delimiter) => delimiter is "tab" or "\\t" ? '\t' : delimiter[0];
}
