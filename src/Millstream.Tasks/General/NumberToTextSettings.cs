using System.Globalization;
using Millstream.Rows;

namespace Millstream.General;

/// <summary>How a number is written.</summary>
public sealed class NumberToTextSettings : ICheckedSettings
{
    /// <summary>Gets or sets the format, as .NET has them: <c>0.00</c>, <c>N0</c>, <c>P1</c>. The shortest text that reads as the same number unless set.</summary>
    public string Format { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => SettingFaults.FaultOf(() => 1.5.ToString(Format, CultureInfo.InvariantCulture)) is null
        ? []
        : [$"the setting 'Format' is '{Format}', which is no format of numbers. Write it as 0.00, N0 or P1."];
}
