namespace Millstream.Expressions;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A name or a path of names.</summary>
    Name,

    /// <summary>A name in backquotes, which is no word of the language's.</summary>
    QuotedName,

    /// <summary>An operator, a parenthesis or a comma.</summary>
    Symbol,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says: of a quoted text what is between the quotes.</param>
/// <param name="Number">The value of a number.</param>
/// <param name="Steps">The steps of a name's path.</param>
/// <param name="Start">Where it begins, from 0.</param>
/// <param name="End">Where what is behind it begins.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, Data.Cell Number, string[] Steps, int Start, int End)
{
    public int Position => Start + 1;

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word, StringComparison comparison = StringComparison.Ordinal) => Kind == TokenKind.Name && Text.Equals(word, comparison);

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}
