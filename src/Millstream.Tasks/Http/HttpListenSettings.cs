using System.ComponentModel.DataAnnotations;
using Millstream.Rows;

namespace Millstream.Http;

/// <summary>Where webhooks are listened for, and what they may be.</summary>
public sealed class HttpListenSettings : ICheckedSettings
{
    /// <summary>Gets or sets the address of this machine that is listened on: this machine alone unless set, <c>*</c> for all that it has.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the port; 0 for one that is free, which the log tells.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Gets or sets the path that requests have.</summary>
    public string Path { get; set; } = "/";

    /// <summary>Gets or sets the secret that a request must show; without one everybody who reaches the port may send.</summary>
    public Credential? Token { get; set; }

    /// <summary>Gets or sets the header that shows the token: in <c>Authorization</c> as a bearer token, in another as it is.</summary>
    public string TokenHeader { get; set; } = "Authorization";

    /// <summary>Gets or sets the secret that senders sign the body with (HMAC-SHA256 in hexadecimal digits, as GitHub does); bodies need no signature without one.</summary>
    public Credential? SigningKey { get; set; }

    /// <summary>Gets or sets the header that shows the signature, alone or behind <c>sha256=</c>.</summary>
    public string SignatureHeader { get; set; } = "X-Hub-Signature-256";

    /// <summary>Gets or sets what the body of a request is: a text, or JSON. What is no JSON then is refused.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets how many bytes the body of a request may have. A longer one is refused.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 1 << 20;

    /// <summary>Gets or sets how many requests may wait for the graph, or be on their way, at once. More are refused.</summary>
    [Range(1, 10_000)]
    public int MaxWaiting { get; set; } = 64;

    /// <summary>Gets or sets how long a request may take to come, by the clock of the run; how long it waits for the graph then is no matter. It is 49 days at most.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Host))
        {
            yield return "the setting 'Host' is not set. It is an address of this machine: 127.0.0.1, or * for all.";
        }

        if (!Path.StartsWith('/') || Path.AsSpan().ContainsAny("?# \r\n"))
        {
            yield return $"the setting 'Path' is '{Path}', which is no path. It begins with '/': /hooks.";
        }

        foreach ((string setting, string header, string example) in new[] { (nameof(TokenHeader), TokenHeader, "X-Api-Key"), (nameof(SignatureHeader), SignatureHeader, "X-Hub-Signature-256") })
        {
            if (header.Length == 0 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                yield return $"the setting '{setting}' is '{header}', which no request has. It is the name of a header: {example}.";
            }
        }

        if (SettingFaults.OfLimit(nameof(Timeout), Timeout, "30s") is { } limit)
        {
            yield return limit;
        }
    }
}
