using System.ComponentModel.DataAnnotations;

namespace Millstream.General;

/// <summary>How many streams are synchronised.</summary>
public sealed class SynchronizerSettings : ICheckedSettings
{
    /// <summary>Gets or sets how many streams there are; in a document as many as are connected, unless set.</summary>
    [InletCount("input")]
    [Range(1, 100)]
    public int Streams { get; set; } = 2;

    /// <summary>Gets or sets how long an item waits for a silent stream; zero for ever, and as long as the run says unless set.</summary>
    public TimeSpan? StallTimeout { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Check() => StallTimeout < TimeSpan.Zero ? [$"the setting 'StallTimeout' is {StallTimeout}. It is 0 or longer."] : [];
}
