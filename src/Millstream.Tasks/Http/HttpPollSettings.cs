using System.ComponentModel.DataAnnotations;

namespace Millstream.Http;

/// <summary>Which page is fetched again and again.</summary>
public sealed class HttpPollSettings : HttpAnswerSettings
{
    /// <summary>Gets or sets the page's address.</summary>
    public string Url { get; set; } = "";

    /// <summary>Gets or sets the time from one request to the next, by the clock of the run.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets whether only answers are given that differ from the one before. The server is asked for changes (<c>ETag</c>, <c>Last-Modified</c>) where it knows them.</summary>
    public bool ChangedOnly { get; set; }

    /// <summary>Gets or sets what the page is: a text, or JSON.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets how many requests may fail, one behind the other, before the task does. Each is logged, and the next one is made at its time.</summary>
    [Range(0, int.MaxValue)]
    public int MaxFailures { get; set; } = 3;

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (FaultOf(nameof(Url), Url, HttpExchange.Schemes) is { } wrong)
        {
            yield return wrong;
        }

        if (Interval <= TimeSpan.Zero)
        {
            yield return $"the setting 'Interval' is {Interval}. It is more than nothing: 1m.";
        }
    }
}
