using System.ComponentModel.DataAnnotations;

namespace Millstream.Http;

/// <summary>How a server is asked for something that has an end.</summary>
public abstract class HttpAnswerSettings : HttpSettings
{
    private protected HttpAnswerSettings()
    {
    }

    /// <summary>Gets or sets how many bytes an answer may have, unpacked. A longer one fails the call, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 16 << 20;
}
