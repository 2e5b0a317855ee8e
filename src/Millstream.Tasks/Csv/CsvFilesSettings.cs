using System.ComponentModel.DataAnnotations;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>How the tables of several files are written.</summary>
public sealed class CsvFilesSettings : ICheckedSettings
{
    /// <summary>Gets or sets the column that rows get besides their own, with the name of their file; none unless set.</summary>
    public string FileColumn { get; set; } = "";

    /// <summary>Gets or sets what stands between cells: one character, <c>tab</c>, or <c>auto</c> to find it by the first line of each file.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>Gets or sets whether the first line of each file has the names of the columns.</summary>
    public bool Header { get; set; } = true;

    /// <summary>Gets or sets the names of the columns, with commas between them; one with a comma in it stands in backquotes. Unless set they are those of each header, or <c>column_1</c> and so on where there is none.</summary>
    [DataType("list")]
    public string Columns { get; set; } = "";

    /// <summary>Gets or sets what stands around cells with delimiters, line ends or quotes in them.</summary>
    public string Quote { get; set; } = "\"";

    /// <summary>Gets or sets the character that lines of comment begin with; none unless set.</summary>
    public string Comment { get; set; } = "";

    /// <summary>Gets or sets whether white space around cells is left out.</summary>
    public bool Trim { get; set; }

    /// <summary>Gets or sets how the text of the files is encoded, by the name that the web knows.</summary>
    public string Encoding { get; set; } = "utf-8";

    /// <summary>Gets or sets how the bytes of the files are packed.</summary>
    public Compression Compression { get; set; }

    /// <summary>Gets or sets how many bytes a record may have.</summary>
    [Range(1, 1 << 30)]
    public int MaxRecordLength { get; set; } = 1 << 20;

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Of("-").Check();

    /// <summary>Gives the settings of one file.</summary>
    internal CsvReadSettings Of(string path) => new()
    {
        Path = path,
        Delimiter = Delimiter,
        Header = Header,
        Columns = Columns,
        Quote = Quote,
        Comment = Comment,
        Trim = Trim,
        Encoding = Encoding,
        Compression = Compression,
        MaxRecordLength = MaxRecordLength,
        BadRows = BadRows.Skip,
    };
}
