namespace Millstream.Cli.Running;

/// <summary>The last lines of a text that grows.</summary>
/// <param name="value">Which text of its task it is.</param>
internal sealed class TextTail(long value)
{
    /// <summary>How many lines are kept.</summary>
    public const int Most = 8;

    private const int LongestLine = 400;
    private readonly List<string> _lines = [""];

    public long Value => value;

    public IReadOnlyList<string> Lines => _lines;

    public void Append(string piece)
    {
        string[] parts = piece.Split('\n');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                _lines.Add("");
            }

            string printable = string.Concat(parts[i].Where(c => !char.IsControl(c)));
            string line = _lines[^1] + printable;
            _lines[^1] = line.Length > LongestLine ? line[^LongestLine..] : line;
        }

        if (_lines.Count > Most)
        {
            _lines.RemoveRange(0, _lines.Count - Most);
        }
    }
}
