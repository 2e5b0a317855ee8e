namespace Millstream.Expressions;

/// <summary>Thrown when a text is no expression.</summary>
public sealed class ExpressionException : FormatException
{
    internal ExpressionException(string text, int position, string fault)
        : base($"'{Shortened(text)}' is no expression: at {position}, {fault}")
    {
        Position = position;
        Fault = fault;
    }

    /// <summary>Gets which character of the text the fault is at, counted from 1.</summary>
    public int Position { get; }

    /// <summary>Gets what is wrong there, and what would be right.</summary>
    public string Fault { get; }

    private static string Shortened(string text) => text.Length > 120 ? text[..120] + "…" : text;
}
