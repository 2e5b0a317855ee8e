using System.Globalization;

namespace Millstream.General;

/// <summary>How much is recorded, and how it is played.</summary>
public sealed class ReplayBufferSettings : ICheckedSettings
{
    private const long Least = 1024;

    /// <summary>Gets or sets whether the recording begins anew when it has been played to its end, as long as it is to be played.</summary>
    public bool Loop { get; set; }

    /// <summary>Gets or sets how many bytes the recording may have on disk. When it is full the items that were recorded first make room.</summary>
    [Unit("B")]
    public long MaxBytes { get; set; } = 100_000_000;

    /// <summary>Gets or sets where the recording is made; where the system keeps temporary files unless set. It is gone when the task ends.</summary>
    public string TemporaryFolder { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => MaxBytes >= Least
        ? []
        : [$"the setting 'MaxBytes' is {MaxBytes.ToString(CultureInfo.InvariantCulture)}. It is {Least} or more."];
}
