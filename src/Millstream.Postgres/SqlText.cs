using System.Globalization;
using System.Text;

namespace Millstream.Postgres;

/// <summary>A statement whose parameters have names: the text that the server is given, where they have numbers, and their names in that order.</summary>
/// <remarks>Texts, quoted names and comments have no parameters in them; <c>@</c> that is part of an operator (<c>@&gt;</c>, <c>&lt;@</c>, <c>@@</c>) begins none.</remarks>
internal sealed class SqlText
{
    private readonly string _text;
    private readonly StringBuilder _numbered = new();
    private readonly List<string> _names = [];

    // Where a parameter ends in the numbered text, and how much further it ends in the one that was written.
    private readonly List<(int End, int Shift)> _shifts = [];

    private SqlText(string text) => _text = text;

    /// <summary>Gets the statement with <c>$1</c> in the place of the first name.</summary>
    public string Numbered => _numbered.ToString();

    /// <summary>Gets the names of the parameters, each once.</summary>
    public IReadOnlyList<string> Names => _names;

    public static SqlText Parse(string text)
    {
        var sql = new SqlText(text);
        sql.Read();
        return sql;
    }

    /// <summary>Gives where in the text that was written a character of the numbered one stands; both from 1.</summary>
    public int Written(int position)
    {
        int shift = 0;
        foreach ((int end, int by) in _shifts)
        {
            if (position <= end)
            {
                break;
            }

            shift = by;
        }

        return position + shift;
    }

    private void Read()
    {
        int at = 0;
        while (at < _text.Length)
        {
            int end = EndOfQuiet(at);
            if (end > at)
            {
                _numbered.Append(_text, at, end - at);
                at = end;
            }
            else if (IsParameter(at))
            {
                end = at + 1;
                while (end < _text.Length && IsNamePart(_text[end]))
                {
                    end++;
                }

                string name = _text[(at + 1)..end];
                int number = _names.IndexOf(name) + 1;
                if (number == 0)
                {
                    _names.Add(name);
                    number = _names.Count;
                }

                _numbered.Append(CultureInfo.InvariantCulture, $"${number}");
                _shifts.Add((_numbered.Length, end - _numbered.Length));
                at = end;
            }
            else
            {
                _numbered.Append(_text[at++]);
            }
        }
    }

    private bool IsParameter(int at) =>
        _text[at] == '@'
        && at + 1 < _text.Length && (char.IsLetter(_text[at + 1]) || _text[at + 1] == '_')
        && (at == 0 || _text[at - 1] is not ('@' or '<'));

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    // The end of a text, a quoted name or a comment that begins here; else here.
    private int EndOfQuiet(int at)
    {
        char next = at + 1 < _text.Length ? _text[at + 1] : '\0';
        return _text[at] switch
        {
            '\'' => EndOfQuoted(at, '\'', hasEscapes: at > 0 && _text[at - 1] is 'e' or 'E' && (at == 1 || !IsNamePart(_text[at - 2]))),
            '"' => EndOfQuoted(at, '"', hasEscapes: false),
            '-' when next == '-' => IndexBehind("\n", at),
            '/' when next == '*' => EndOfComment(at),
            '$' when at == 0 || !IsNamePart(_text[at - 1]) => EndOfDollars(at),
            _ => at,
        };
    }

    private int EndOfQuoted(int at, char quote, bool hasEscapes)
    {
        for (int i = at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '\\' && hasEscapes)
            {
                i++;
            }
            else if (_text[i] == quote)
            {
                return i + 1;
            }
        }

        return _text.Length;
    }

    private int EndOfComment(int at)
    {
        int depth = 0;
        for (int i = at; i + 1 < _text.Length; i++)
        {
            if (_text.AsSpan(i).StartsWith("/*", StringComparison.Ordinal))
            {
                depth++;
                i++;
            }
            else if (_text.AsSpan(i).StartsWith("*/", StringComparison.Ordinal))
            {
                i++;
                if (--depth == 0)
                {
                    return i + 1;
                }
            }
        }

        return _text.Length;
    }

    private int EndOfDollars(int at)
    {
        int end = at + 1;
        while (end < _text.Length && IsNamePart(_text[end]))
        {
            end++;
        }

        return end < _text.Length && _text[end] == '$' && (end == at + 1 || !char.IsDigit(_text[at + 1]))
            ? IndexBehind(_text[at..(end + 1)], end + 1)
            : at;
    }

    private int IndexBehind(string wanted, int from) =>
        _text.IndexOf(wanted, from, StringComparison.Ordinal) is >= 0 and int found ? found + wanted.Length : _text.Length;
}
