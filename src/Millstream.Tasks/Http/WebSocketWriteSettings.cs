namespace Millstream.Http;

/// <summary>Where messages are sent to.</summary>
public sealed class WebSocketWriteSettings : WebSocketSettings;
