using System.Text;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>Takes a text apart into tokens.</summary>
internal sealed class ExpressionLexer(string text)
{
    // Longer ones first.
    private static readonly string[] Symbols =
        ["**", "==", "!=", "<>", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "?", ":", "<", ">", "=", "&", "|", "^", "!"];

    private int _at;

    public ExpressionToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return Token(TokenKind.End, _at, "");
        }

        char c = text[_at];
        return IsDigit(_at) || (c == '.' && IsDigit(_at + 1)) ? Number()
            : IsNameStart(c) || c == '`' ? Name()
            : c is '\'' or '"' ? Quoted(c)
            : Symbol();
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private bool IsDigit(int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private ExpressionToken Token(TokenKind kind, int start, string word, Cell number = default, string[]? steps = null) => new(kind, word, number, steps ?? [], start, _at);

    private ExpressionToken Number()
    {
        int start = _at;
        Digits();
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            Digits();
        }

        int exponent = _at + (_at + 1 < text.Length && text[_at + 1] is '+' or '-' ? 2 : 1);
        if (_at < text.Length && text[_at] is 'e' or 'E' && IsDigit(exponent))
        {
            _at = exponent;
            Digits();
        }

        string word = text[start.._at];
        if (_at < text.Length && IsNamePart(text[_at]))
        {
            throw new ExpressionException(text, start + 1, $"'{word}{text[_at]}' is neither a number nor a name. A name that begins with a digit is written in backquotes: `{word}{text[_at]}…`.");
        }

        Cell number = CellNumbers.Of(word);
        return number.Kind == CellKind.Text
            ? throw new ExpressionException(text, start + 1, $"'{word}' is greater than any number of 64 bits.")
            : Token(TokenKind.Number, start, word, number);

        void Digits()
        {
            while (IsDigit(_at))
            {
                _at++;
            }
        }
    }

    private ExpressionToken Name()
    {
        int start = _at;
        bool isQuoted = text[_at] == '`';
        var steps = new List<string> { Step() };
        while (_at + 1 < text.Length && text[_at] == '.' && (IsNamePart(text[_at + 1]) || text[_at + 1] == '`'))
        {
            _at++;
            isQuoted |= text[_at] == '`';
            steps.Add(Step());
        }

        return Token(isQuoted ? TokenKind.QuotedName : TokenKind.Name, start, string.Join('.', steps), steps: [.. steps]);
    }

    private string Step()
    {
        int start = _at;
        if (text[_at] != '`')
        {
            while (_at < text.Length && IsNamePart(text[_at]))
            {
                _at++;
            }

            return text[start.._at];
        }

        int end = text.IndexOf('`', start + 1);
        if (end < 0)
        {
            throw new ExpressionException(text, start + 1, "a backquote opens a name, and no other closes it.");
        }

        _at = end + 1;
        return end == start + 1 ? throw new ExpressionException(text, start + 1, "there is no name between the backquotes.") : text[(start + 1)..end];
    }

    private ExpressionToken Quoted(char quote)
    {
        int start = _at++;
        var word = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            char c = text[_at++];
            if (c == '\\' && _at < text.Length && Escaped(text[_at]) is { } meant)
            {
                c = meant;
                _at++;
            }

            word.Append(c);
        }

        if (_at == text.Length)
        {
            throw new ExpressionException(text, start + 1, $"a quote opens a text, and no other {quote} closes it.");
        }

        _at++;
        return Token(TokenKind.Text, start, word.ToString());
    }

    /// <summary>What a character behind a backslash stands for; null where the backslash is one, as in regular expressions.</summary>
    private static char? Escaped(char c) => c switch
    {
        '\\' or '\'' or '"' => c,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };

    private ExpressionToken Symbol()
    {
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                int start = _at;
                _at += symbol.Length;
                return Token(TokenKind.Symbol, start, symbol);
            }
        }

        string shown = char.IsControl(text[_at]) || char.IsSurrogate(text[_at]) ? $"U+{(int)text[_at]:X4}" : text[_at].ToString();
        throw new ExpressionException(text, _at + 1, $"'{shown}' means nothing. Texts stand in quotes, names with other characters in backquotes.");
    }
}
