using System.ComponentModel.DataAnnotations;
using Millstream.Rows;

namespace Millstream.Http;

/// <summary>Which page is fetched again and again.</summary>
public sealed class HttpPollSettings : HttpSettings
{
    /// <summary>Gets or sets the page's address.</summary>
    public string Url { get; set; } = "";

    /// <summary>Gets or sets the time from one request to the next, by the clock of the run.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets whether only answers are given that differ from the one before. The server is asked for changes (<c>ETag</c>, <c>Last-Modified</c>) where it knows them.</summary>
    public bool ChangedOnly { get; set; }

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

        if (Url.Length == 0)
        {
            yield return SettingFaults.NotSet(nameof(Url), "the address of a page: https://example.com/prices.json");
        }
        else if (!HttpAsking.IsAddress(Url))
        {
            yield return $"the setting 'Url' is '{Url}', which is no address. It begins with http:// or https://.";
        }

        if (Interval <= TimeSpan.Zero)
        {
            yield return $"the setting 'Interval' is {Interval}. It is more than nothing: 1m.";
        }
    }
}
