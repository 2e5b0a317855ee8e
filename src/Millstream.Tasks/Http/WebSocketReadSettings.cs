using System.ComponentModel.DataAnnotations;

namespace Millstream.Http;

/// <summary>Which messages are read.</summary>
public sealed class WebSocketReadSettings : WebSocketSettings
{
    /// <summary>Gets or sets the messages that are sent when a connection is there, in order: most servers are told so what they shall send.</summary>
    public IReadOnlyList<string> Subscribe { get; set; } = [];

    /// <summary>Gets or sets what a message is: a text, or JSON. What is no JSON then is left out, with a warning.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets how many bytes a message may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 1 << 20;
}
