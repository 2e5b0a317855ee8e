namespace Millstream.Http;

/// <summary>How pages are fetched.</summary>
public sealed class HttpGetSettings : HttpAnswerSettings;
