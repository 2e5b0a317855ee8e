using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;

namespace Millstream.Http;

/// <summary>How a server is asked.</summary>
public abstract class HttpSettings : ICheckedSettings
{
    private protected HttpSettings()
    {
    }

    /// <summary>Gets or sets headers that every request has, by their names.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets or sets the secret that every request shows as its bearer token; none unless set.</summary>
    public Credential? Token { get; set; }

    /// <summary>Gets or sets how long a request may take, its answer read to the end, by the clock of the run.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many bytes an answer may have, unpacked. A longer one fails the call, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 16 << 20;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (Timeout <= TimeSpan.Zero)
        {
            yield return $"the setting 'Timeout' is {Timeout}. It is more than nothing: 30s.";
        }

        foreach ((string name, string value) in Headers)
        {
            if (!IsHeader(name, value))
            {
                yield return $"the setting 'Headers' has '{name}', which no request has. Give names and values of headers: Accept: text/csv.";
            }
        }
    }

    private static bool IsHeader(string name, string value)
    {
        try
        {
            using var message = new HttpRequestMessage();
            return message.Headers.TryAddWithoutValidation(name, value) && !value.AsSpan().ContainsAny('\r', '\n');
        }
        catch (FormatException)
        {
            return false;
        }
    }

    internal void Fill(HttpRequestHeaders headers, TaskContext context)
    {
        foreach ((string name, string value) in Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (Token is not null)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", context.Reveal(Token).Reveal());
        }
    }
}
