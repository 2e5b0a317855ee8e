using System.ComponentModel.DataAnnotations;
using Millstream.Graphs;
using Millstream.Rows;

namespace Millstream.General;

/// <summary>Which published stream is read.</summary>
public sealed class NamedInputSettings : ICheckedSettings
{
    /// <summary>Gets or sets the name under which a Named Output publishes it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets what its items are.</summary>
    public NamedContent Content { get; set; }

    /// <summary>Gets or sets what the outlet says of its items besides, as fields: <c>codec=raw width=1280</c>. What is published must say the same.</summary>
    public string Metadata { get; set; } = "";

    /// <summary>Gets or sets how many items wait, while what is behind is busy.</summary>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = EdgeOptions.DefaultCapacity;

    /// <summary>Gets or sets what becomes of more: the publisher waits, or items are dropped.</summary>
    public Overflow Overflow { get; set; }

    internal PortFields Fields => PortFields.Parse(Metadata);

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            yield return SettingFaults.NotSet(nameof(Name), "the name of a Named Output: temperature");
        }

        if (SettingFaults.FaultOf(() => Fields) is { } fault)
        {
            yield return $"the setting '{nameof(Metadata)}' has a fault: {fault}";
        }
    }
}

/// <summary>What the items of a named stream are.</summary>
public enum NamedContent
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Rows.</summary>
    Row,

    /// <summary>Bytes: pictures, sounds.</summary>
    Bytes,
}
