namespace Millstream.RabbitMq;

/// <summary>What a server is told of a message.</summary>
public enum Settlement
{
    /// <summary>It is through, and need not be delivered again.</summary>
    Accept,

    /// <summary>It is no good: the server gives it to the queue's dead-letter exchange, or drops it where there is none.</summary>
    Reject,

    /// <summary>It is to be delivered again.</summary>
    Requeue,
}
