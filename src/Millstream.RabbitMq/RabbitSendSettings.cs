namespace Millstream.RabbitMq;

/// <summary>Where columns go as messages.</summary>
public sealed class RabbitSendSettings : RabbitMessageSettings
{
    /// <summary>Gets or sets the column that is the message's body.</summary>
    public string Body { get; set; } = "body";

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Body.Length == 0)
        {
            yield return "the setting 'Body' is not set. It is the name of a column: body.";
        }
    }
}
