namespace Millstream.RabbitMq;

/// <summary>What becomes of a message whose body is not what it should be.</summary>
public enum BadMessages
{
    /// <summary>The task fails. The message is delivered again, to whoever reads the queue next.</summary>
    Fail,

    /// <summary>The message is rejected: the server gives it to the queue's dead-letter exchange, or drops it where there is none.</summary>
    Reject,
}
