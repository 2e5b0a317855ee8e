using System.Net;
using Millstream.Tasks;

namespace Millstream.Http;

/// <summary>A server does not answer now, and says when it is worth asking again (RFC 9110, section 10.2.3).</summary>
internal sealed class BusyException(string message, HttpStatusCode status, TimeSpan after) : HttpRequestException(message, inner: null, status), IRetryAfter
{
    public TimeSpan After => after;

    /// <summary>Gives how long an error asks to be waited, an hour at most; nothing of any other.</summary>
    public static TimeSpan AfterOf(Exception cause) =>
        cause is not BusyException { After: var after } || after <= TimeSpan.Zero ? TimeSpan.Zero : after < TaskOptions.LongestAskedFor ? after : TaskOptions.LongestAskedFor;
}
