using System.ComponentModel.DataAnnotations;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>Which table is written, and how.</summary>
public sealed class CsvWriteSettings : FileSettings
{
    /// <summary>Gets or sets what stands between cells: one character, or <c>tab</c>.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>Gets or sets whether the first line has the names of the columns; behind what is in a file already it has not.</summary>
    public bool Header { get; set; } = true;

    /// <summary>
    /// Gets or sets whether rows go behind those that are in the file, as they come, in the order of the columns that its first line names; rows with other columns fail the task. Otherwise the file is replaced as a whole, when the last row has come.
    /// </summary>
    public bool Append { get; set; }

    /// <summary>
    /// Gets or sets which columns are written, in their order, with commas between them; others are left out, and the names stand there without rows too. Unless set they are those of the
    /// first row, and a later one with others fails the task.
    /// </summary>
    [DataType("list")]
    public string Columns { get; set; } = "";

    /// <inheritdoc/>
    public override IEnumerable<string> Check() => base.Check().Concat(FileEnd.Faults(this, Append)).Concat(CsvText.Check(Delimiter, Columns));
}

/// <summary>How rows are written as lines of a table.</summary>
public sealed class CsvFormatSettings : ICheckedSettings
{
    /// <summary>Gets or sets what stands between cells: one character, or <c>tab</c>.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>Gets or sets whether a line with the names of the columns comes first.</summary>
    public bool Header { get; set; } = true;

    /// <summary>
    /// Gets or sets which columns are written, in their order, with commas between them; others are left out, and the names stand there without rows too. Unless set they are those of the
    /// first row, and a later one with others fails the task.
    /// </summary>
    [DataType("list")]
    public string Columns { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => CsvText.Check(Delimiter, Columns);
}
