namespace Millstream.RabbitMq;

/// <summary>Where items go as messages.</summary>
public sealed class RabbitWriteSettings : RabbitMessageSettings;
