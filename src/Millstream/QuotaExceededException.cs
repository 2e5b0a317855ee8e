namespace Millstream;

/// <summary>Thrown from every wait on a run of which an output gave more than may be kept. Trying again with a larger quota, or without keeping it, can help.</summary>
public sealed class QuotaExceededException : MillstreamException
{
    internal QuotaExceededException(string output, long quotaBytes, long items)
        : base(
            $"The output '{output}' has reached its quota of {quotaBytes:N0} bytes after {items:N0} items. Raise RunOptions.OutputQuotaBytes; or let a reader set the "
            + $"pace and keep nothing: graph.Live(\"{output}\"); or throw it away: graph.Discard(\"{output}\").")
    {
        Output = output;
        QuotaBytes = quotaBytes;
    }

    /// <summary>Gets the output's name.</summary>
    public string Output { get; }

    /// <summary>Gets how many bytes may be kept of it.</summary>
    public long QuotaBytes { get; }
}
