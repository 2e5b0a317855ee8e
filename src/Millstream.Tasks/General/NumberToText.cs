using System.Globalization;
using Millstream.Data;

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>Writes numbers as texts, in the same way in every locale.</summary>
    /// <param name="number">The numbers.</param>
    /// <param name="settings">How they are written.</param>
    [StreamTask(Name = "number.to-text", Label = "Number To Text")]
    [return: Outlet("text")]
    public static string NumberToText(double number, NumberToTextSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Format.Length == 0 ? CellNumbers.Text(number) : number.ToString(settings.Format, CultureInfo.InvariantCulture);
    }
}
