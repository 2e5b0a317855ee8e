using System.ComponentModel.DataAnnotations;

namespace Millstream.Files;

/// <summary>Which file's lines are read.</summary>
public sealed class FileLinesSettings : FileSettings
{
    /// <summary>Gets or sets how many characters a line may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLineLength { get; set; } = 1 << 20;

    internal IEnumerable<string> Lines()
    {
        using LineReader reader = TextFile.Reading(this, () => new LineReader(TextFile.OpenText(this), MaxLineLength));
        while (Next(reader) is { } line)
        {
            yield return line;
        }
    }

    private string? Next(LineReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(this, "read", TextFile.WhyOf(cause), cause);
        }
    }
}
