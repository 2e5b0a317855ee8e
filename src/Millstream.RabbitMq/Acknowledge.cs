namespace Millstream.RabbitMq;

/// <summary>When a server is told that a message need not be delivered again.</summary>
public enum Acknowledge
{
    /// <summary>When the graph has taken it and asks for the next one. What is in the graph then, and not through, is lost with a run that fails.</summary>
    WhenTaken,

    /// <summary>When a task <c>rabbit.acknowledge</c> gets its row. What has not come there is delivered again, to the next run.</summary>
    ByTask,
}
