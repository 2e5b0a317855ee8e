using System.ComponentModel;
using Millstream.Rows;

namespace Millstream.General;

/// <summary>Under which name a stream is published.</summary>
public sealed class NamedOutputSettings : ICheckedSettings
{
    /// <summary>Gets or sets the name. It has one publisher among all runs that share their names.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets what the items are: the fields of the outlet that the task reads (<c>content=number rate=30</c>), which the graph gives when it is built.</summary>
    [Browsable(false)]
    public string Metadata { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => string.IsNullOrWhiteSpace(Name) ? [SettingFaults.NotSet(nameof(Name), "the name under which others read the stream: temperature")] : [];
}
