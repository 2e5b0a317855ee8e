using System.Text;
using System.Text.Json;
using Millstream.Declarations;

namespace Millstream.Documents;

/// <summary>Reads JSON, with the place of each value.</summary>
internal ref struct JsonSource
{
    private readonly DocumentLimits _limits;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _line;
    private int _column;
    private int _seen;
    private int _count;

    private JsonSource(ReadOnlySpan<byte> bytes, DocumentLimits limits)
    {
        _bytes = bytes;
        _limits = limits;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        _line = 1;
        _column = 1;
    }

    /// <exception cref="SourceException">It is no JSON, or holds what a document may not.</exception>
    public static SourceValue Read(string text, DocumentLimits limits)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var source = new JsonSource(bytes, limits);
        try
        {
            source._reader.Read();
            SourceValue value = source.Value();
            source._reader.Read();
            return value;
        }
        catch (JsonException exception)
        {
            throw new SourceException($"This is no JSON: {Reason(exception, text)}", PlaceOf(exception, bytes), exception);
        }
        catch (InvalidOperationException exception)
        {
            // A text with half of a surrogate pair.
            throw new SourceException($"This is no JSON: {exception.Message}", source.Here(), exception);
        }
    }

    /// <summary>Gives the place of what is no JSON.</summary>
    public static Place PlaceOf(JsonException exception, ReadOnlySpan<byte> json)
    {
        (int line, int column) = JsonFault.PlaceOf(exception, json);
        return new Place(line, column);
    }

    /// <summary>Says why a text is no JSON.</summary>
    public static string Reason(JsonException exception, string text)
    {
        string begins = text.TrimStart();
        return begins.Length > 0 && begins[0] is not ('{' or '[') ? $"it begins with '{ValueWords.Short(begins)}', where a '{{' is expected." : JsonFault.Why(exception);
    }

    /// <summary>Gives the place of the token that was read last.</summary>
    private Place Here()
    {
        int at = (int)_reader.TokenStartIndex;
        for (; _seen < at; _seen++)
        {
            if (_bytes[_seen] == (byte)'\n')
            {
                _line++;
                _column = 1;
            }
            else if ((_bytes[_seen] & 0xC0) != 0x80)
            {
                // Not a byte that goes on with a character.
                _column++;
            }
        }

        return new Place(_line, _column);
    }

    /// <summary>Reads the value that begins here; no deeper than the reader allows.</summary>
    private SourceValue Value()
    {
        Place at = Here();
        if (++_count > _limits.MaxValues)
        {
            throw new SourceException($"The document has more than {_limits.MaxValues} values.", at);
        }

        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<SourceMember>();
                while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
                {
                    Place nameAt = Here();
                    string name = _reader.GetString()!;
                    _reader.Read();
                    members.Add(new SourceMember(name, nameAt, Value()));
                }

                return SourceValue.Map(members, at);
            case JsonTokenType.StartArray:
                var items = new List<SourceValue>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value());
                }

                return SourceValue.List(items, at);
            case JsonTokenType.Number:
                return SourceValue.Of(DocumentValue.Number(Encoding.UTF8.GetString(_reader.ValueSpan)), at);
            case JsonTokenType.True or JsonTokenType.False:
                return SourceValue.Of(_reader.GetBoolean(), at);
            case JsonTokenType.String:
                return SourceValue.Of(_reader.GetString()!, at);
            default:
                return SourceValue.Of(DocumentValue.Null, at);
        }
    }
}
