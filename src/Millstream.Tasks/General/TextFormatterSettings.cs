using System.ComponentModel.DataAnnotations;
using Millstream.Rows;

namespace Millstream.General;

/// <summary>What a text formatter writes.</summary>
public sealed class TextFormatterSettings : ICheckedSettings
{
    /// <summary>Gets or sets the text, with the names of tracks in braces: <c>Hi {who}</c>. A brace itself is written twice.</summary>
    [DataType(DataType.MultilineText)]
    public string Template { get; set; } = "";

    /// <summary>Gets or sets the tracks: the names of the inlets, each with the text that it has before its first item and around a pause.</summary>
    public IReadOnlyDictionary<string, string> Tracks { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        foreach (string fault in Tracks<string>.FaultsOf(Tracks.Keys))
        {
            yield return fault;
        }

        if (SettingFaults.FaultOf(() => TextTemplate.Parse(Template)) is { } wrong)
        {
            yield return $"the setting 'Template' has a fault: {wrong}";
            yield break;
        }

        foreach (string unknown in TextTemplate.Parse(Template).Names.Where(n => !Tracks.ContainsKey(n)))
        {
            yield return $"the setting 'Template' has '{{{unknown}}}', and there is no track of that name. "
                + (Tracks.Count == 0 ? "There are none." : $"There are {string.Join(", ", Tracks.Keys.Select(n => $"'{n}'"))}.");
        }
    }
}
