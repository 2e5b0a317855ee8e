namespace Millstream.Http;

/// <summary>What stands before the body of a request.</summary>
/// <param name="Method">What is asked for, in capitals.</param>
/// <param name="Path">The path, as it was sent.</param>
/// <param name="Query">What stands behind the question mark; empty without one.</param>
/// <param name="Headers">The headers by their names, whatever their case; those that come twice with a comma between.</param>
internal sealed record WebhookRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
