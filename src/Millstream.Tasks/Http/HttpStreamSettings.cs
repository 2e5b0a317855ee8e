using System.ComponentModel.DataAnnotations;

namespace Millstream.Http;

/// <summary>Which server a connection is held with, and what becomes of it when it breaks.</summary>
public abstract class HttpStreamSettings : HttpSettings
{
    private protected HttpStreamSettings()
    {
    }

    /// <summary>Gets or sets the server's address.</summary>
    public string Url { get; set; } = "";

    /// <summary>Gets or sets how often, one behind the other, the connection may be lost or not come about, before the task fails. What goes over it makes it count anew; each time is logged.</summary>
    [Range(0, int.MaxValue)]
    public int MaxFailures { get; set; } = 10;

    /// <summary>Gets or sets how long to wait before the connection is made anew, by the clock of the run. The wait doubles with each failure, up to a minute.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    private protected abstract (string Plain, string Secured) Schemes { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (FaultOf(nameof(Url), Url, Schemes) is { } wrong)
        {
            yield return wrong;
        }

        if (Delay < TimeSpan.Zero)
        {
            yield return $"the setting 'Delay' is {Delay}. It is a time: 1s.";
        }
    }
}
