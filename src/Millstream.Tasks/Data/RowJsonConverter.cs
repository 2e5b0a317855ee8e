using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millstream.Data;

/// <summary>Rows as the objects of JSON that they are, wherever items are stored as JSON.</summary>
internal sealed class RowJsonConverter : JsonConverter<Row>
{
    /// <inheritdoc/>
    public override Row Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new JsonCells().Read(ref reader).Row ?? throw new JsonException("A row is an object of JSON.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Row value, JsonSerializerOptions options) => JsonCells.Write(writer, new Cell(value));
}

/// <summary>Cells as values of JSON.</summary>
internal sealed class CellJsonConverter : JsonConverter<Cell>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override Cell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new JsonCells().Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Cell value, JsonSerializerOptions options) => JsonCells.Write(writer, value);
}
