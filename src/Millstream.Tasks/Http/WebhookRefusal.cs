namespace Millstream.Http;

/// <summary>Thrown where a request is answered with an error.</summary>
internal sealed class WebhookRefusal(int status, string reason, string message) : Exception(message)
{
    public int Status => status;

    public string Reason => reason;

    /// <summary>Gets a header that the answer has besides; null for none.</summary>
    public string? Header { get; init; }

    public static WebhookRefusal Nonsense(string message) => new(400, "Bad Request", message);
}
