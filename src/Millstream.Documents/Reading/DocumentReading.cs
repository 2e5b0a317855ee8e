using System.Globalization;
using System.Text;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>What was read of a text: a document as far as it is one, and what is wrong with its form.</summary>
/// <param name="Document">The document.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record DocumentReading(GraphDocument Document, IReadOnlyList<DocumentFault> Faults)
{
    /// <summary>Gets whether there is a document at all.</summary>
    private bool IsRead { get; init; } = true;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static DocumentReading OfFile(string path, DocumentRules rules)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using FileStream file = File.OpenRead(path);
        var map = new SourceMap(path);
        if (file.Length > rules.Limits.MaxLength)
        {
            return TooLarge(file.Length, map, rules);
        }

        // A file can grow, or be none that knows its length.
        byte[] bytes = new byte[rules.Limits.MaxLength + 1];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > rules.Limits.MaxLength)
        {
            return TooLarge(length, map, rules);
        }

        string text;
        try
        {
            text = new StreamReader(new MemoryStream(bytes, 0, length), Strict).ReadToEnd();
        }
        catch (DecoderFallbackException exception)
        {
            int line = bytes.AsSpan(0, Math.Clamp(exception.Index, 0, length)).Count((byte)'\n') + 1;
            return Refused($"The text is no UTF-8: it has bytes that are no character, such as {string.Join(' ', (exception.BytesUnknown ?? []).Select(b => $"0x{b:X2}"))}. Save it as UTF-8.", new Place(line, 1), map);
        }

        DocumentFormat format = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? DocumentFormat.Json : DocumentFormat.Yaml;
        DocumentReading reading = OfText(text, format, rules, map);
        if (!reading.IsRead && format == DocumentFormat.Json && text.AsSpan().TrimStart() is [not ('{' or '['), ..])
        {
            DocumentFault fault = reading.Faults[0];
            reading = reading with { Faults = [fault with { Message = fault.Message + " A file of YAML has a name that ends in .yaml." }] };
        }

        return reading with { Document = reading.Document with { Directory = Path.GetDirectoryName(Path.GetFullPath(path)) } };
    }

    public static DocumentReading OfText(string text, DocumentFormat format, DocumentRules rules) => OfText(text, format, rules, new SourceMap(file: null));

    /// <summary>Adds what keeps the document from being a graph.</summary>
    public IReadOnlyList<DocumentFault> Check(TaskCatalogue catalogue, DocumentRules? rules)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return !IsRead ? Faults : Assembling.Sorted(Faults.Concat(Document.Check(catalogue, rules: rules)), Document);
    }

    private static DocumentReading OfText(string text, DocumentFormat format, DocumentRules rules, SourceMap map)
    {
        if (text.Length > rules.Limits.MaxLength)
        {
            return TooLarge(text.Length, map, rules);
        }

        try
        {
            SourceValue root = format == DocumentFormat.Json ? JsonSource.Read(text, rules.Limits) : YamlSource.Read(text, rules.Limits);
            var reader = new DocumentReader(map);
            GraphDocument document = reader.Document(root, "") with { Source = map };
            return new DocumentReading(document, reader.Faults);
        }
        catch (SourceException exception)
        {
            return Refused(exception.Message, exception.At, map);
        }
    }

    private static DocumentReading TooLarge(long length, SourceMap map, DocumentRules rules) =>
        Refused(string.Create(CultureInfo.InvariantCulture, $"The document has a length of {length:N0}; the limit is {rules.Limits.MaxLength:N0}."), default, map);

    private static DocumentReading Refused(string message, Place at, SourceMap map) => new(
        new GraphDocument("unread") { Source = map },
        [new DocumentFault(FaultKind.BadDocument, "", message) { File = map.File, Line = at.Line, Column = at.Column }])
    {
        IsRead = false,
    };
}
