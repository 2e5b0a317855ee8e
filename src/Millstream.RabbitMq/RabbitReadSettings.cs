using System.ComponentModel.DataAnnotations;
using Millstream.Http;

namespace Millstream.RabbitMq;

/// <summary>Which queue is read.</summary>
public sealed class RabbitReadSettings : RabbitSettings
{
    /// <summary>Gets or sets the queue.</summary>
    public string Queue { get; set; } = "";

    /// <summary>Gets or sets whether the queue is made where there is none: one that lasts.</summary>
    public bool Declare { get; set; }

    /// <summary>Gets or sets what bodies are, in UTF-8.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets what becomes of a message whose body is no JSON, and should be.</summary>
    public BadMessages BadMessages { get; set; }

    /// <summary>Gets or sets when a message is acknowledged.</summary>
    public Acknowledge Acknowledge { get; set; }

    /// <summary>Gets or sets how many messages the server sends ahead of their acknowledgement.</summary>
    [Range(1, 65535)]
    public int Prefetch { get; set; } = 100;

    /// <summary>Gets or sets whether the task ends when the queue is empty. Otherwise it waits for more.</summary>
    public bool UntilEmpty { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Queue.Length == 0)
        {
            yield return "the setting 'Queue' is not set. It is the name of a queue: orders.";
        }
    }
}
