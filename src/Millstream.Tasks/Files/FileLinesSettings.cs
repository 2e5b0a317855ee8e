using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace Millstream.Files;

/// <summary>Which file's lines are read.</summary>
public sealed class FileLinesSettings : FileSettings
{
    /// <summary>Gets or sets how many characters a line may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLineLength { get; set; } = 1 << 20;

    /// <summary>
    /// Gets or sets whether the reading goes on at the end of the file, as <c>tail -F</c> does: with what is added to it, and when it is put away under another name, or cut off, with what is written
    /// to the file of that name then. A line is given when its end is there. The file need not be there yet.
    /// </summary>
    public bool Follow { get; set; }

    /// <summary>Gets or sets whether a file that is followed begins at its end: what it has when the run begins is left out, and the rest of a line that had begun.</summary>
    public bool FromEnd { get; set; }

    /// <summary>
    /// Gets or sets how often a file that is followed is looked at besides, for file systems that tell nothing of changes made elsewhere (network drives, some containers); never unless set.
    /// </summary>
    public TimeSpan? Poll { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Follow && TextFile.PackingOf(this) != Compression.None)
        {
            yield return $"the setting 'Follow' is set for '{Path}', which is packed. A file that is followed is plain text: set 'Compression' to none if it is.";
        }

        if (Follow && IsStandard)
        {
            yield return "the setting 'Follow' is set for standard input, which comes as it is written. Leave it out.";
        }

        if (!Follow && FromEnd)
        {
            yield return "the setting 'FromEnd' is for files that are followed. Set 'follow' too.";
        }

        if (Poll <= TimeSpan.Zero)
        {
            yield return $"the setting 'Poll' is {Poll}. It is more than nothing: 10s.";
        }
    }

    internal IEnumerable<string> Lines(ILogger logger)
    {
        using LineReader reader = TextFile.Reading(this, () => new LineReader(TextFile.OpenText(this, logger), MaxLineLength));
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
            throw TextFile.Error(this, "read", TextFile.WhyOf(this, cause), cause);
        }
    }
}
