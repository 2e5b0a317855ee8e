using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Millstream.Generators.Reading;

/// <summary>The XML comment of a declaration as text.</summary>
/// <remarks>Read from the source: where a project makes no documentation file, the compiler does not parse comments.</remarks>
internal sealed class Comments
{
    private readonly XElement? _comment;

    private Comments(XElement? comment) => _comment = comment;

    /// <summary>Gets the summary; empty without one.</summary>
    public string Summary => Text(_comment?.Element("summary"));

    public static Comments Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            if (Parse(reference.GetSyntax(cancellationToken)) is { } comment)
            {
                return new Comments(comment);
            }
        }

        return new Comments(null);
    }

    /// <summary>What is said of a parameter; empty for nothing.</summary>
    public string Of(string parameter) =>
        Text(_comment?.Elements("param").FirstOrDefault(e => (string?)e.Attribute("name") == parameter));

    private static XElement? Parse(SyntaxNode declaration)
    {
        var text = new StringBuilder("<c>");
        foreach (string line in declaration.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal))
            {
                text.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
            }
        }

        try
        {
            return text.Length == 3 ? null : XElement.Parse(text.Append("</c>").ToString());
        }
        catch (XmlException)
        {
            // The compiler says so where it is asked to; a task without words works.
            return null;
        }
    }

    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        var text = new StringBuilder();
        Append(element, text);
        return string.Join(" ", text.ToString().Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(XElement element, StringBuilder into)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText text:
                    into.Append(text.Value);
                    break;
                case XElement { IsEmpty: true } reference:
                    into.Append(reference.Attributes().Select(a => LastName(a.Value)).FirstOrDefault());
                    break;
                case XElement inner:
                    Append(inner, into);
                    into.Append(inner.Name.LocalName == "para" ? " " : "");
                    break;
            }
        }
    }

    /// <summary><c>Square</c> for <c>Shop.Arithmetic.Square(int)</c>.</summary>
    private static string LastName(string reference) => reference.Split('(')[0].Split('.', ':').Last();
}
