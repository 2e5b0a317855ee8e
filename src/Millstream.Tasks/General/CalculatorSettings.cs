using System.Globalization;
using Millstream.Expressions;

namespace Millstream.General;

/// <summary>What a calculator computes.</summary>
public sealed class CalculatorSettings : ICheckedSettings
{
    /// <summary>Gets or sets the formula: names of tracks, numbers, <c>+ - * / % **</c>, comparisons, <c>&amp; | ^ !</c>, <c>a ? b : c</c>, parentheses, <c>pi</c>, <c>e</c> and functions as <c>sin(a)</c>.</summary>
    public string Formula { get; set; } = "1";

    /// <summary>Gets or sets the tracks: the names of the inlets, each with the number that it has before its first item and around a pause.</summary>
    public IReadOnlyDictionary<string, string> Tracks { get; set; } = new Dictionary<string, string>();

    /// <summary>Gets the tracks with their numbers.</summary>
    internal IReadOnlyList<KeyValuePair<string, double>> Numbers => [.. Tracks.Select(t => KeyValuePair.Create(t.Key, NumberOf(t.Value) ?? 0))];

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        string[] faults =
        [
            .. Tracks<double>.FaultsOf(Tracks.Keys),
            .. Tracks.Where(t => NumberOf(t.Value) is null).Select(t => $"the setting 'Tracks' has '{t.Value}' as the default of the track '{t.Key}'. It is a number, as 0 or 2.5."),
        ];
        if (!Expression.TryParse(Formula, out Expression? formula, out ExpressionException? fault))
        {
            return [.. faults, $"the setting 'Formula' has a fault: {fault.Message}"];
        }

        return
        [
            .. faults,
            .. formula.Names.Where(n => !Tracks.ContainsKey(n)).Select(n => $"the setting 'Formula' is '{Formula}', and there is no track '{n}'. {Known()}"),
            .. Tracks.Keys.Where(IsMeantOtherwise).Select(n => $"the setting 'Tracks' has the track '{n}', which means something else in a formula. Give it another name."),
        ];
    }

    private static double? NumberOf(string text) =>
        text.Length == 0 ? 0 : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static bool IsMeantOtherwise(string name) => !Expression.TryParse(name, out Expression? alone, out _) || alone.Path != name;

    private string Known() => Tracks.Count == 0 ? "There are none." : $"There are {string.Join(", ", Tracks.Keys.Select(n => $"'{n}'"))}.";
}
