using CsvHelper;
using Millstream.Data;

namespace Millstream.Csv;

/// <summary>Writes rows as records of a table. Each has the columns of the first, by their names.</summary>
internal sealed class CsvText : IDisposable
{
    private readonly CsvWriter _writer;
    private Columns? _columns;
    private bool _hasHeader;

    public CsvText(TextWriter text, string delimiter, bool hasHeader)
    {
        _hasHeader = hasHeader;
        _writer = CsvWriter.Create(text, new CsvWriterOptions { Separator = Delimiter(delimiter), NewLine = "\n", ValidateFieldCount = false }, leaveOpen: true);
    }

    public static IEnumerable<string> Check(string delimiter) => delimiter is "tab" or "\\t" || (delimiter.Length == 1 && delimiter[0] is not ('\n' or '\r' or '"'))
        ? []
        : [$"the setting 'Delimiter' is '{delimiter}'; it must be one character, or 'tab'."];

    /// <exception cref="TaskInputException">The row has a column that the first has not.</exception>
    public void Write(Row row)
    {
        _columns ??= row.Columns;
        if (_hasHeader)
        {
            _hasHeader = false;
            Head();
        }

        bool isSame = ReferenceEquals(row.Columns, _columns);
        if (!isSame)
        {
            foreach (string name in row.Columns)
            {
                if (_columns.IndexOf(name) < 0)
                {
                    throw TaskInputException.Because(
                        $"A row has the column '{name}', and the first row, by which the table is written, has not: {_columns}. Say before which columns there are, with 'select'.");
                }
            }
        }

        for (int i = 0; i < _columns.Count; i++)
        {
            int at = isSame ? i : row.Columns.IndexOf(_columns[i]);
            Field(at < 0 ? "" : row[at].ToString());
        }

        _writer.EndRecord();
    }

    /// <summary>Gives the record of a row alone, without its line end.</summary>
    public string Line(Row row, StringWriter written)
    {
        Write(row);
        return Taken(written);
    }

    /// <summary>Gives the names of columns as a record.</summary>
    public string Head(Columns columns, StringWriter written)
    {
        _columns = columns;
        Head();
        return Taken(written);
    }

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private void Head()
    {
        foreach (string name in _columns!)
        {
            Field(name);
        }

        _writer.EndRecord();
    }

    private string Taken(StringWriter written)
    {
        _writer.Flush();
        var text = written.GetStringBuilder();
        string line = text.ToString(0, text.Length - 1);
        text.Clear();
        return line;
    }

    // A record of one empty cell would be a blank line, which readers pass over.
    private void Field(string text) => _writer.WriteField(text, text.Length == 0 && _columns!.Count == 1 ? CsvQuoting.Always : CsvQuoting.WhenNeeded);

    private static char Delimiter(string delimiter) => delimiter is "tab" or "\\t" ? '\t' : delimiter[0];
}
