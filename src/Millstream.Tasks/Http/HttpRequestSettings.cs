using Millstream.Expressions;
using Millstream.Rows;

namespace Millstream.Http;

/// <summary>What is asked for each item.</summary>
public sealed class HttpRequestSettings : HttpAnswerSettings
{
    private Template? _address;
    private Template? _content;

    /// <summary>Gets or sets the method.</summary>
    public RequestMethod Method { get; set; }

    /// <summary>
    /// Gets or sets the address, with columns and formulas in braces: <c>https://example.com/users/{id}</c>. What they give is escaped, so that it stays the part that it is; where the
    /// address begins with one, that is taken as it is.
    /// </summary>
    public string Url
    {
        get;
        set
        {
            field = value;
            _address = null;
        }
    } = "";

    /// <summary>
    /// Gets or sets the body, with columns and formulas in braces; the item unless set (a text as it is, everything else as JSON), and nothing for <c>get</c>, <c>head</c> and
    /// <c>delete</c>. What the braces give is escaped as the type of the content needs it: for JSON as inside quotes, for a form as its values.
    /// </summary>
    public string Body
    {
        get;
        set
        {
            field = value;
            _content = null;
        }
    } = "";

    /// <summary>Gets or sets the type of the body; <c>application/json</c> of an item that is sent as JSON, and <c>text/plain</c> of a text, unless set.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Gets or sets what the body of an answer is: a text, or JSON.</summary>
    public BodyFormat Format { get; set; }

    /// <summary>Gets or sets whether answers of every status are given. Otherwise one that is not from 200 to 299 fails the call.</summary>
    public bool AnyStatus { get; set; }

    internal Template Address => _address ??= Template.Parse(Url);

    internal Template Content => _content ??= Template.Parse(Body);

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Url.Length == 0)
        {
            yield return SettingFaults.NotSet(nameof(Url), "an address, perhaps with columns in braces: https://example.com/users/{id}");
        }
        else if (SettingFaults.FaultOf(() => Template.Parse(Url)) is { } fault)
        {
            yield return $"the setting '{nameof(Url)}' has a fault: {fault}";
        }
        else if (!Template.Parse(Url).BeginsWithFormula && FaultOf(nameof(Url), Template.Parse(Url).Example, HttpExchange.Schemes) is { } wrong)
        {
            yield return wrong;
        }

        if (SettingFaults.FaultOf(() => Template.Parse(Body)) is { } ofBody)
        {
            yield return $"the setting '{nameof(Body)}' has a fault: {ofBody}";
        }

        if (ContentType.Length > 0 && !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(ContentType, out _))
        {
            yield return $"the setting '{nameof(ContentType)}' is '{ContentType}', which is no type of content. Examples: application/json, text/csv; charset=utf-8.";
        }
    }
}
