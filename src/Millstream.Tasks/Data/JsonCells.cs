using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Millstream.Declarations;

namespace Millstream.Data;

/// <summary>Reads and writes cells as JSON. One reader keeps the columns that it has met, so that objects of one kind share them; it is not thread-safe.</summary>
internal sealed class JsonCells
{
    private const int MostColumnsKept = 64;

    // Longer ones are rare, and become a text on their way.
    private const int LongestNumber = 64;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 64, AllowTrailingCommas = false };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<Columns> _met = [];

    /// <summary>Reads one JSON value, and nothing behind it.</summary>
    /// <exception cref="FormatException">The text is no JSON.</exception>
    public Cell Parse(ReadOnlySpan<char> json)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            return Parse(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public Cell Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Reading);
        try
        {
            reader.Read();
            Cell cell = Value(ref reader);
            return reader.Read() ? throw new FormatException("There is something behind the JSON value.") : cell;
        }
        catch (JsonException cause)
        {
            throw new FormatException($"It is no JSON: {JsonFault.WhyAndWhere(cause, json)}", cause);
        }
        catch (InvalidOperationException cause)
        {
            // A text whose bytes are no UTF-8, or half of a surrogate pair.
            throw new FormatException($"It is no JSON: {cause.Message}", cause);
        }
    }

    /// <summary>Writes a cell on one line.</summary>
    public static string Write(Cell cell)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes, Writing))
        {
            Write(writer, cell);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, Cell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Null:
                writer.WriteNullValue();
                break;
            case CellKind.Boolean:
                writer.WriteBooleanValue(cell.IsTrue);
                break;
            case CellKind.Whole:
                writer.WriteNumberValue(cell.Whole);
                break;
            case CellKind.Number:
                writer.WriteRawValue(cell.ToString(), skipInputValidation: true);
                break;
            case CellKind.Text:
                writer.WriteStringValue(cell.Characters);
                break;
            case CellKind.List:
                writer.WriteStartArray();
                foreach (Cell element in cell.Elements)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            default:
                Row row = cell.Row!;
                writer.WriteStartObject();
                for (int i = 0; i < row.Count; i++)
                {
                    writer.WritePropertyName(row.Columns[i]);
                    Write(writer, row[i]);
                }

                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>Reads the value that a reader stands at.</summary>
    public Cell Read(ref Utf8JsonReader reader) => Value(ref reader);

    private Cell Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => new Cell(true),
        JsonTokenType.False => new Cell(false),
        JsonTokenType.String => new Cell(reader.GetString()),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.StartArray => List(ref reader),
        JsonTokenType.StartObject => new Cell(Object(ref reader)),
        _ => Cell.Null,
    };

    // A number with a fraction or an exponent stays a floating-point one even where it is whole; one with more digits keeps them.
    private static Cell Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out long whole))
        {
            return new Cell(whole);
        }

        Span<char> room = stackalloc char[LongestNumber];
        return reader.HasValueSequence ? CellNumbers.Of(Encoding.UTF8.GetString(reader.ValueSequence))
            : reader.ValueSpan.Length <= LongestNumber ? CellNumbers.Of(room[..Encoding.UTF8.GetChars(reader.ValueSpan, room)])
            : CellNumbers.Of(Encoding.UTF8.GetString(reader.ValueSpan));
    }

    private Cell List(ref Utf8JsonReader reader)
    {
        var cells = new List<Cell>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            cells.Add(Value(ref reader));
        }

        return new Cell((Cell[])[.. cells]);
    }

    private Row Object(ref Utf8JsonReader reader)
    {
        // Most objects have the members of the one before, in the same order: their names are compared, not read.
        Columns? guess = _met.Count > 0 ? _met[^1] : null;
        var cells = new List<Cell>(guess?.Count ?? 8);
        List<string>? names = null;
        Dictionary<string, int>? numbers = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int at = cells.Count;
            if (names is null && (guess is null || at >= guess.Count || !reader.ValueTextEquals(guess[at])))
            {
                names = [.. guess?.Take(at) ?? []];
                numbers = names.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i, StringComparer.Ordinal);
            }

            string? name = names is null ? null : reader.GetString()!;
            reader.Read();
            Cell cell = Value(ref reader);
            if (name is not null && !numbers!.TryAdd(name, at))
            {
                // As JSON parsers have it: the last of two members of one name is the one.
                cells[numbers[name]] = cell;
                continue;
            }

            names?.Add(name!);
            cells.Add(cell);
        }

        if (names is null && guess is not null && cells.Count < guess.Count)
        {
            names = [.. guess.Take(cells.Count)];
        }

        return new Row(names is null && guess is not null ? guess : ColumnsOf([.. names ?? []]), [.. cells]);
    }

    private Columns ColumnsOf(string[] names)
    {
        int at = _met.FindIndex(c => c.HasNames(names));
        Columns columns = at >= 0 ? _met[at] : Columns.Open(names);
        if (at >= 0)
        {
            _met.RemoveAt(at);
        }
        else if (_met.Count == MostColumnsKept)
        {
            _met.RemoveAt(0);
        }

        _met.Add(columns);
        return columns;
    }
}
