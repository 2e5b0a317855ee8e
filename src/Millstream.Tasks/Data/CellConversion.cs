using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millstream.Data;

/// <summary>Cells of what other tasks give.</summary>
internal static class CellConversion
{
    private static readonly Columns LetterColumns = Columns.Of("task", "index", "attempt", "error", "message", "item");

    public static Cell Of(object? value) => value switch
    {
        null => Cell.Null,
        Cell cell => cell,
        string text => new Cell(text),
        bool truth => new Cell(truth),
        Row row => new Cell(row),
        DeadLetter letter => new Cell(OfLetter(letter)),
        sbyte or byte or short or ushort or int or uint or long => new Cell(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong or decimal or Int128 or UInt128 or BigInteger => CellNumbers.Of(((IFormattable)value).ToString(value is decimal ? "0.#############################" : null, CultureInfo.InvariantCulture)),
        float or double or Half => OfNumber((IFormattable)value),
        JsonNode node => Cell.ParseJson(node.ToJsonString()),
        JsonElement element => Cell.ParseJson(element.GetRawText()),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => new Cell(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture)),
        byte[] bytes => new Cell(Convert.ToBase64String(bytes)),
        Enum choice => new Cell(choice.ToString()),
        IReadOnlyDictionary<string, object?> map => new Cell(OfMap(map)),
        IDictionary map => new Cell(OfMap(map.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(Convert.ToString(e.Key, CultureInfo.InvariantCulture) ?? "", e.Value)))),
        IEnumerable items => new Cell((Cell[])[.. items.Cast<object?>().Select(Of)]),
        IFormattable other => new Cell(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => new Cell(value.ToString()),
    };

    /// <summary>What the outlet <c>error</c> of a task gives. Of the error there is its name and what it says, and no stack: that is for whoever wrote the task.</summary>
    private static Row OfLetter(DeadLetter letter) => new(
        LetterColumns,
        [
            new Cell(letter.TaskId.ToString()), letter.ItemIndex is { } index ? new Cell(index) : Cell.Null, new Cell(letter.Attempt), new Cell(letter.ErrorType), new Cell(letter.Message), Of(letter.Item),
        ]);

    private static Cell OfNumber(IFormattable number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? new Cell(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? new Cell(value)
            : Cell.Null;
    }

    private static Row OfMap(IEnumerable<KeyValuePair<string, object?>> map)
    {
        KeyValuePair<string, object?>[] pairs = [.. map];
        return new Row(Columns.Open([.. pairs.Select(p => p.Key)]), [.. pairs.Select(p => Of(p.Value))]);
    }
}
