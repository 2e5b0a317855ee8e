using System.ComponentModel.DataAnnotations;

namespace Millstream.General;

/// <summary>How many streams are synchronised.</summary>
public sealed class SynchronizerSettings
{
    /// <summary>Gets or sets how many streams there are.</summary>
    [Range(1, 100)]
    public int Streams { get; set; } = 2;
}
