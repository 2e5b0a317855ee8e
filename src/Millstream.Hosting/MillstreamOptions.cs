using System.ComponentModel.DataAnnotations;

namespace Millstream.Hosting;

/// <summary>How runs go about in this host that are started without options of their own, and what the failure of a hosted graph means to it.</summary>
/// <remarks>Checked when the host starts; every fault is told at once.</remarks>
public sealed class MillstreamOptions
{
    /// <summary>The name of the section that configurations keep these in.</summary>
    public const string Section = "Millstream";

    /// <summary>Gets or sets how many items an edge holds where its own options do not say.</summary>
    /// <value>1 or more; 1,024 unless set.</value>
    [Range(1, int.MaxValue)]
    public int Capacity { get; set; } = 1024;

    /// <summary>Gets or sets how many items each source may have in flight.</summary>
    /// <value>1 or more; <see langword="null"/> (the default) leaves it to the edges.</value>
    [Range(1, int.MaxValue)]
    public int? MaxInFlight { get; set; }

    /// <summary>Gets or sets how long user code that was told to end may take before the run ends without it.</summary>
    /// <value>Zero to 24 days; 5 seconds unless set.</value>
    [GraceTime]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how many bytes an edge may grow to when full edges alone would stop a run for ever.</summary>
    /// <value>0 (no growth) or more; 64 MiB unless set.</value>
    [Range(0, long.MaxValue)]
    public long GrowthQuotaBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Gets or sets whether the host stops when a hosted graph has failed.</summary>
    /// <value><see langword="false"/> unless set: the failure is logged, and the host's health check says so.</value>
    public bool StopHostOnFailure { get; set; }
}
