using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Json;

/// <summary>The rows of one file.</summary>
internal static class JsonFileRows
{
    public static IEnumerable<Row> OfLines(JsonReadSettings settings, ILogger logger)
    {
        var cells = new JsonCells();
        using LineReader lines = TextFile.Reading(settings, () => new LineReader(TextFile.OpenText(settings, logger), settings.MaxLength, "maxLength"));
        while (Next(settings, lines.Read) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(settings, cells, line, lines.Count);
            }
        }
    }

    public static IEnumerable<Row> OfArray(JsonReadSettings settings, ILogger logger)
    {
        var cells = new JsonCells();
        using JsonElements elements = TextFile.Reading(settings, () => new JsonElements(TextFile.OpenText(settings, logger), settings.MaxLength));
        while (Next(settings, elements.Next) is { } element)
        {
            yield return Parse(settings, cells, element, elements.Line);
        }
    }

    private static string? Next(JsonReadSettings settings, Func<string?> next)
    {
        try
        {
            return next();
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(settings, "read", TextFile.WhyOf(settings, cause), cause);
        }
    }

    private static Row Parse(JsonReadSettings settings, JsonCells cells, string text, long line)
    {
        try
        {
            return Row.From(cells.Parse(text));
        }
        catch (FormatException wrong)
        {
            string hint = settings.Form == JsonForm.Lines && line == 1 && text.TrimStart().StartsWith('[') ? " Set 'form' to array where the file is one." : "";
            string where = settings.Form == JsonForm.Lines ? $"line {line}" : $"the element that ends in line {line}";
            throw TextFile.Error(settings, "read", $"there is a fault in {where}. {wrong.Message}{hint}", wrong);
        }
    }
}
