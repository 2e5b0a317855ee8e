using System.Text;
using Millstream.Supplies;

namespace Millstream.Files;

/// <summary>What is said of every file that a task reads or writes.</summary>
public abstract class FileSettings : ICheckedSettings, IStandardStreamSettings
{
    private protected FileSettings()
    {
    }

    /// <summary>Gets or sets the file; a relative path begins at the working directory, and <c>-</c> is standard input or output.</summary>
    public string Path { get; set; } = "";

    /// <summary>Gets or sets how its text is encoded, by the name that the web knows: <c>utf-8</c>, <c>utf-16</c>, <c>windows-1252</c>. A byte order mark at the beginning of a file that is read says better.</summary>
    public string Encoding { get; set; } = "utf-8";

    /// <summary>Gets or sets how its bytes are packed.</summary>
    public Compression Compression { get; set; }

    internal bool IsStandard => Path == "-";

    bool IStandardStreamSettings.IsStandard => IsStandard;

    internal bool IsUtf8 => TextEncoding is UTF8Encoding;

    internal Encoding TextEncoding => Encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        : Encodings.Find(Encoding) ?? throw new ArgumentException($"'{Encoding}' is no encoding that .NET knows.");

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return "the setting 'Path' is not set. It is the path of a file.";
        }
        else if (Path.Contains('\0'))
        {
            yield return "the setting 'Path' has a character in it that no path has.";
        }

        if (Encodings.Find(Encoding) is null)
        {
            yield return $"the setting 'Encoding' is '{Encoding}', which is no encoding that .NET knows. Examples: utf-8, utf-16, utf-32, us-ascii, windows-1252, iso-8859-1.";
        }
    }
}
