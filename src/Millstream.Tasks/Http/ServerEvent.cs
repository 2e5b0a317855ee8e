namespace Millstream.Http;

/// <summary>What a server has sent.</summary>
/// <param name="Type">The event's name.</param>
/// <param name="Id">Its id, or that of one before it; empty without one.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct ServerEvent(string Type, string Id, string Data);
