using System.ComponentModel.DataAnnotations;

namespace Millstream.Files;

/// <summary>How standard input is read.</summary>
public sealed class StandardInputSettings
{
    /// <summary>Gets or sets how many characters a line may have. A longer one fails the task.</summary>
    [Range(1, 1 << 30)]
    public int MaxLineLength { get; set; } = 1 << 20;
}

/// <summary>How items are printed.</summary>
public sealed class StandardOutputSettings
{
    /// <summary>Gets or sets how items are written.</summary>
    public OutputFormat Format { get; set; }
}
