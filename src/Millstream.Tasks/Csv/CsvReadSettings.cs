using System.ComponentModel.DataAnnotations;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>Which table is read, and how it is written.</summary>
public sealed class CsvReadSettings : FileSettings
{
    /// <summary>Gets or sets what stands between cells: one character, <c>tab</c>, or <c>auto</c> to find it by the first line.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>Gets or sets whether the first line has the names of the columns.</summary>
    public bool Header { get; set; } = true;

    /// <summary>Gets or sets the names of the columns, with commas between them; one with a comma in it stands in backquotes. Unless set they are those of the header, or <c>column_1</c> and so on where there is none.</summary>
    [DataType("list")]
    public string Columns { get; set; } = "";

    /// <summary>Gets or sets what stands around cells with delimiters, line ends or quotes in them.</summary>
    public string Quote { get; set; } = "\"";

    /// <summary>Gets or sets the character that lines of comment begin with; none unless set.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Gets or sets whether white space around cells is left out.</summary>
    public bool Trim { get; set; }

    /// <summary>Gets or sets what becomes of records that are not as the rest.</summary>
    public BadRows BadRows { get; set; }

    /// <summary>Gets or sets how many bytes a record may have. A longer one fails the task.</summary>
    [Range(1, 1 << 30)]
    public int MaxRecordLength { get; set; } = 1 << 20;

    internal CsvForm Form => new(Delimiter, Header, Quote, Comment, Trim, Columns, BadRows, MaxRecordLength);

    /// <inheritdoc/>
    public override IEnumerable<string> Check() => base.Check().Concat(CsvForm.Check(Delimiter, Quote, Comment, Columns));
}
