namespace Millstream.RabbitMq;

/// <summary>What is told of messages.</summary>
public sealed class RabbitAcknowledgeSettings
{
    /// <summary>Gets or sets what the server is told.</summary>
    public Settlement As { get; set; }
}
