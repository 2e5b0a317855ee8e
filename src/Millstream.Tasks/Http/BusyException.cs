using System.Net;
using Millstream.Tasks;

namespace Millstream.Http;

/// <summary>A server does not answer now, and says when it is worth asking again (RFC 9110, section 10.2.3).</summary>
internal sealed class BusyException(string message, HttpStatusCode status, TimeSpan after) : HttpRequestException(message, inner: null, status), IRetryAfter
{
    public TimeSpan After => after;
}
