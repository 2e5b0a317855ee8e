using System.Text;

namespace Millstream.Generators.Writing;

/// <summary>Collects lines of C#, each at the depth of the braces around it.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a brace; what follows is inside.</summary>
    public void Open(string brace = "{")
    {
        Line(brace);
        _depth++;
    }

    /// <summary>Moves what follows to the right, or back.</summary>
    public void Indent(int by) => _depth += by;

    public void Close(string brace = "}")
    {
        _depth--;
        Line(brace);
    }

    /// <summary>Writes a summary, and what there is to say of each parameter.</summary>
    public void Comment(string summary, params (string Parameter, string Text)[] parameters)
    {
        Line($"/// <summary>{Escaped(summary)}</summary>");
        foreach ((string parameter, string text) in parameters)
        {
            Line($"/// <param name=\"{parameter.TrimStart('@')}\">{Escaped(text)}</param>");
        }
    }

    public override string ToString() => _text.ToString();

    private static string Escaped(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
