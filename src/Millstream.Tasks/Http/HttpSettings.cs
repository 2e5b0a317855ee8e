using Millstream.Rows;

namespace Millstream.Http;

/// <summary>How a server is asked.</summary>
public abstract class HttpSettings : ICheckedSettings
{
    private protected HttpSettings()
    {
    }

    /// <summary>Gets or sets headers that every request has, by their names.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets or sets the secret that every request shows; none unless set.</summary>
    public Credential? Token { get; set; }

    /// <summary>
    /// Gets or sets the header that shows the token. In <c>Authorization</c> the secret is a bearer token, or, when it has a blank in it, whatever it says itself (<c>Basic dXNlcjpw</c>).
    /// </summary>
    public string TokenHeader { get; set; } = "Authorization";

    /// <summary>Gets or sets how long it may take until an answer has come to its end, or where it has none, until it begins; by the clock of the run. It is 49 days at most.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (SettingFaults.OfLimit(nameof(Timeout), Timeout, "30s") is { } limit)
        {
            yield return limit;
        }

        foreach ((string name, string value) in Headers)
        {
            if (!IsHeader(name, value))
            {
                yield return $"the setting 'Headers' has '{name}', which no request has. Give names and values of headers: Accept: text/csv.";
            }
        }

        if (!IsHeader(TokenHeader, "x"))
        {
            yield return $"the setting 'TokenHeader' is '{TokenHeader}', which no request has. It is the name of a header: X-Api-Key.";
        }
    }

    /// <summary>Says what is wrong with the address that a setting holds.</summary>
    private protected static string? FaultOf(string setting, string url, (string Plain, string Secured) schemes) =>
        url.Length == 0 ? SettingFaults.NotSet(setting, $"an address: {schemes.Secured}://example.com/prices")
        : HttpAddress.TryRead(url, schemes, out _, out string? fault) ? null
        : $"the setting '{setting}' is {fault}";

    /// <summary>Gives each header that a request has, the token's among them.</summary>
    internal IEnumerable<(string Name, string Value)> HeadersWith(TaskContext context)
    {
        foreach ((string name, string value) in Headers)
        {
            yield return (name, value);
        }

        if (Token is not null)
        {
            // Files end with a line feed, and headers cannot have one.
            string secret = context.Reveal(Token).Reveal().Trim();
            bool isBearer = TokenHeader.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !secret.Contains(' ', StringComparison.Ordinal);
            yield return (TokenHeader, isBearer ? $"Bearer {secret}" : secret);
        }
    }

    internal void Fill(HttpRequestMessage request, TaskContext context)
    {
        foreach ((string name, string value) in HeadersWith(context))
        {
            // Those of the body are apart.
            if (!request.Headers.TryAddWithoutValidation(name, value) && request.Content is { Headers: var ofContent })
            {
                ofContent.Remove(name);
                ofContent.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static bool IsHeader(string name, string value)
    {
        try
        {
            using var request = new HttpRequestMessage();
            using var content = new ByteArrayContent([]);
            return !value.AsSpan().ContainsAny('\r', '\n', '\0')
                && (request.Headers.TryAddWithoutValidation(name, value) || content.Headers.TryAddWithoutValidation(name, value));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
