using System.ComponentModel.DataAnnotations;

namespace Millstream.Files;

/// <summary>How the text of several files is written.</summary>
public sealed class FilesLinesSettings : ICheckedSettings
{
    /// <summary>Gets or sets how it is encoded, by the name that the web knows: <c>utf-8</c>, <c>utf-16</c>, <c>iso-8859-1</c>. A byte order mark at the beginning of a file says better.</summary>
    public string Encoding { get; set; } = "utf-8";

    /// <summary>Gets or sets how the bytes of the files are packed.</summary>
    public Compression Compression { get; set; }

    /// <summary>Gets or sets how many characters a line may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLineLength { get; set; } = 1 << 20;

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Of("-").Check();

    /// <summary>Gives the settings of one file.</summary>
    internal FileLinesSettings Of(string path) => new() { Path = path, Encoding = Encoding, Compression = Compression, MaxLineLength = MaxLineLength };
}
