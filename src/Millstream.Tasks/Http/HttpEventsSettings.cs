using System.ComponentModel.DataAnnotations;
using Millstream.Rows;

namespace Millstream.Http;

/// <summary>Which events are read.</summary>
public sealed class HttpEventsSettings : HttpStreamSettings
{
    /// <summary>Gets or sets what the data of an event is: a text, or JSON. What is no JSON then is left out, with a warning.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets the id of the event behind which to begin, for a server that keeps them; where it is now unless set.</summary>
    public string LastEventId { get; set; } = "";

    /// <summary>Gets or sets how long nothing may come, remarks of the server included, until the connection is taken for dead and made anew, 49 days at most; for ever unless set.</summary>
    public TimeSpan? Silence { get; set; }

    /// <summary>Gets or sets how many characters an event may have. A longer one fails the task, as reading on would take the memory of the machine.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 1 << 20;

    private protected override (string Plain, string Secured) Schemes => HttpExchange.Schemes;

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (SettingFaults.OfLimit(nameof(Silence), Silence, "1m") is { } limit)
        {
            yield return limit;
        }

        if (LastEventId.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            yield return "the setting 'LastEventId' has a character in it that no id has.";
        }
    }
}
