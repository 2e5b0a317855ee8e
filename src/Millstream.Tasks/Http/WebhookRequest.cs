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

/// <summary>Thrown where a request is answered with an error.</summary>
internal sealed class WebhookRefusal(int status, string reason, string message) : Exception(message)
{
    public int Status => status;

    public string Reason => reason;

    /// <summary>Gets a header that the answer has besides; null for none.</summary>
    public string? Header { get; init; }

    public static WebhookRefusal Nonsense(string message) => new(400, "Bad Request", message);
}
