using System.Text;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>A text with expressions in braces: <c>{name} is {age + 1}</c>. Two braces are one of the text's.</summary>
/// <remarks>Immutable and thread-safe. Parsed once.</remarks>
internal sealed class Template
{
    private readonly (string Text, Expression? Expression)[] _parts;

    private Template((string Text, Expression? Expression)[] parts) => _parts = parts;

    /// <summary>Gets the columns that it reads, each once.</summary>
    public IEnumerable<string> Names => _parts.SelectMany(p => p.Expression?.Names ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>Gets whether nothing stands before its first formula.</summary>
    public bool BeginsWithFormula => _parts[0] is { Text.Length: 0, Expression: not null };

    /// <summary>Gets the text with a 1 in the place of each formula.</summary>
    public string Example => string.Concat(_parts.Select(p => p.Expression is null ? p.Text : p.Text + "1"));

    /// <exception cref="ExpressionException">The text is no template.</exception>
    public static Template Parse(string text)
    {
        var parts = new List<(string, Expression?)>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            bool isDouble = c is '{' or '}' && at + 1 < text.Length && text[at + 1] == c;
            if (isDouble || c is not ('{' or '}'))
            {
                plain.Append(c);
                at += isDouble ? 1 : 0;
                continue;
            }

            int end = c == '{' ? EndOf(text, at + 1) : -1;
            if (end < 0)
            {
                throw new ExpressionException(text, at + 1, c == '{' ? "a brace opens a formula, and no other closes it. Two braces, '{{', are one of the text." : "a brace closes, and none opens. Two braces, '}}', are one of the text.");
            }

            parts.Add((plain.ToString(), ParsePart(text, at + 1, end)));
            plain.Clear();
            at = end;
        }

        parts.Add((plain.ToString(), null));
        return new Template([.. parts]);
    }

    /// <summary>Makes the text; what has no value leaves nothing.</summary>
    public string Of(Row row)
    {
        var made = new StringBuilder();
        Span<char> room = stackalloc char[CellNumbers.Longest];
        foreach ((string text, Expression? expression) in _parts)
        {
            made.Append(text);
            if (expression is not null)
            {
                made.Append(expression.Evaluate(row).Written(room));
            }
        }

        return made.ToString();
    }

    /// <summary>Makes the text, and escapes what the formulas give.</summary>
    /// <param name="row">The row.</param>
    /// <param name="escape">Makes of a value what may stand in the text.</param>
    /// <param name="keepsFirst">Whether the first formula's value is taken as it is.</param>
    public string Of(Row row, Func<string, string> escape, bool keepsFirst)
    {
        var made = new StringBuilder();
        Span<char> room = stackalloc char[CellNumbers.Longest];
        for (int i = 0; i < _parts.Length; i++)
        {
            made.Append(_parts[i].Text);
            if (_parts[i].Expression is { } expression)
            {
                ReadOnlySpan<char> value = expression.Evaluate(row).Written(room);
                made.Append(keepsFirst && i == 0 ? value : escape(value.ToString()));
            }
        }

        return made.ToString();
    }

    private static Expression ParsePart(string text, int start, int end)
    {
        try
        {
            return Expression.Parse(text[start..end]);
        }
        catch (ExpressionException wrong)
        {
            throw new ExpressionException(text, start + wrong.Position, wrong.Fault);
        }
    }

    /// <summary>Finds the brace that closes a formula; one in a text of the formula's does not.</summary>
    private static int EndOf(string text, int at)
    {
        char quote = '\0';
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c == '}')
            {
                return at;
            }
            else if (c is '\'' or '"' or '`')
            {
                quote = c;
            }
        }

        return -1;
    }
}
