using System.Text.RegularExpressions;
using Millstream.Data;

namespace Millstream.Text;

/// <summary>The named groups of a regular expression as columns.</summary>
internal sealed class Extraction
{
    private readonly int[] _numbers;
    private readonly Columns _columns;

    public Extraction(Pattern pattern)
    {
        Pattern = pattern;
        _numbers = [.. pattern.NamedGroups.Select(g => g.Number)];
        _columns = Columns.Of([.. pattern.NamedGroups.Select(g => g.Name)]);
    }

    public Pattern Pattern { get; }

    /// <summary>Gives the row of a text; null where there is no match.</summary>
    public Row? Of(string text)
    {
        Match match = Pattern.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var cells = new Cell[_numbers.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            Group group = match.Groups[_numbers[i]];
            cells[i] = group.Success ? Cell.Part(text, group.Index, group.Length) : Cell.Null;
        }

        return new Row(_columns, cells);
    }
}
