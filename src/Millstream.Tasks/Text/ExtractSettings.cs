namespace Millstream.Text;

/// <summary>What is taken out of texts.</summary>
public sealed class ExtractSettings : PatternSettings
{
    private Extraction? _extraction;

    /// <summary>Gets or sets whether a text in which the pattern does not match fails the task; otherwise it is left out.</summary>
    public bool MustMatch { get; set; }

    internal Extraction Extraction => _extraction is { } made && ReferenceEquals(made.Pattern, Made) ? made : _extraction = new Extraction(Made);

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        string[] faults = [.. base.Check()];
        return faults.Length > 0 || Made.NamedGroups.Count > 0
            ? faults
            : [$"the setting '{nameof(Pattern)}' is '{Pattern}', which has no named group. Each column is one: (?<status>[0-9]+)."];
    }
}
