using System.ComponentModel.DataAnnotations;

namespace Millstream.Processes;

/// <summary>Which program's output is read.</summary>
public sealed class ProcessLinesSettings : ProcessSettings
{
    /// <summary>Gets or sets how many characters a line may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLineLength { get; set; } = 1 << 20;
}
