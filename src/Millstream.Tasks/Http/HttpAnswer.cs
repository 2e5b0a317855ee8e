using System.Net;
using System.Net.Http.Headers;

namespace Millstream.Http;

/// <summary>What a server answered.</summary>
/// <param name="Status">The status; 304 where nothing has changed.</param>
/// <param name="Text">The body.</param>
/// <param name="Tag">The version that the server gives the body, if it does.</param>
/// <param name="Changed">When the server says that it changed.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, string Text, EntityTagHeaderValue? Tag, DateTimeOffset? Changed);
