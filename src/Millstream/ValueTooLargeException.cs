namespace Millstream;

/// <summary>Thrown when a value that somebody reads whole grew larger than the run allows. Trying again helps only with smaller pieces or a larger limit.</summary>
public sealed class ValueTooLargeException : MillstreamException
{
    internal ValueTooLargeException(string outlet, long bytes, long maxBytes)
        : base(
            $"The value of '{outlet}' has grown to {bytes} bytes, and RunOptions.MaxAccumulatedBytes allows {maxBytes}. "
            + "Read it in pieces (an inlet of IAsyncEnumerable, or Pieces()), or allow more.")
    {
        Outlet = outlet;
        Bytes = bytes;
        MaxBytes = maxBytes;
    }

    /// <summary>Gets the outlet whose pieces were gathered: <c>task.outlet</c>.</summary>
    public string Outlet { get; }

    /// <summary>Gets how large the value was.</summary>
    public long Bytes { get; }

    /// <summary>Gets what the run allows.</summary>
    public long MaxBytes { get; }
}
