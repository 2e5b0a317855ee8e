namespace Millstream.RabbitMq;

/// <summary>Where messages go, and how.</summary>
public abstract class RabbitMessageSettings : RabbitSettings
{
    private protected RabbitMessageSettings()
    {
    }

    /// <summary>Gets or sets the queue; or give an exchange.</summary>
    public string Queue { get; set; } = "";

    /// <summary>Gets or sets whether the queue is made where there is none: one that lasts.</summary>
    public bool Declare { get; set; }

    /// <summary>Gets or sets the exchange that decides to which queues messages go.</summary>
    public string Exchange { get; set; } = "";

    /// <summary>Gets or sets the routing key that the exchange is given.</summary>
    public string Key { get; set; } = "";

    /// <summary>Gets or sets headers that every message has, by their names.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets or sets whether messages outlive a restart of the server, in queues that do.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>Gets or sets whether a message that goes to no queue is a fault. Otherwise it is dropped.</summary>
    public bool Mandatory { get; set; } = true;

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Queue.Length > 0 == Exchange.Length > 0)
        {
            yield return $"{(Queue.Length > 0 ? "both of the settings 'Queue' and 'Exchange' are" : "neither the setting 'Queue' nor 'Exchange' is")} set. Set one of them.";
        }

        if (Key.Length > 0 && Exchange.Length == 0)
        {
            yield return "the setting 'Key' is set, and 'Exchange' is not: a queue has no keys.";
        }

        if (Declare && Queue.Length == 0)
        {
            yield return "the setting 'Declare' is set, and 'Queue' is not: only a queue can be made.";
        }
    }
}
