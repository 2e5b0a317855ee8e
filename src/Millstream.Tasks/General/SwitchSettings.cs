using System.ComponentModel.DataAnnotations;

namespace Millstream.General;

/// <summary>How many inputs a switch has.</summary>
public sealed class SwitchSettings
{
    /// <summary>Gets or sets how many pairs of an input and its control there are; in a document as many as are connected, unless set.</summary>
    [InletCount("input")]
    [Range(1, 100)]
    public int Inputs { get; set; } = 2;
}
