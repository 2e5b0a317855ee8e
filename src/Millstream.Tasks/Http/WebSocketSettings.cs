namespace Millstream.Http;

/// <summary>Which WebSocket is connected with.</summary>
public abstract class WebSocketSettings : HttpStreamSettings
{
    private protected WebSocketSettings()
    {
    }

    /// <summary>Gets or sets the protocol over the WebSocket that is asked for; none unless set.</summary>
    public string Protocol { get; set; } = "";

    private protected override (string Plain, string Secured) Schemes => ("ws", "wss");

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (!Protocol.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
        {
            yield return $"the setting '{nameof(Protocol)}' is '{Protocol}', which is no name of a protocol: graphql-ws.";
        }
    }
}
