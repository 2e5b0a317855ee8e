using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>What text is made of rows.</summary>
public sealed class TemplateSettings : ICheckedSettings
{
    private Template? _parsed;

    /// <summary>Gets or sets the text, with columns and formulas in braces: <c>{name} is {age}</c>.</summary>
    public string Template
    {
        get;
        set
        {
            field = value;
            _parsed = null;
        }
    } = "";

    internal Template Parsed => _parsed ??= Expressions.Template.Parse(Template);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Template.Length == 0 ? [SettingFaults.NotSet(nameof(Template), "a text with columns in braces: {name} is {age}")]
        : SettingFaults.FaultOf(() => Expressions.Template.Parse(Template)) is { } fault ? [$"the setting '{nameof(Template)}' has a fault: {fault}"]
        : [];
}
