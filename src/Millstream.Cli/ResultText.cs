using System.Collections;
using System.Globalization;
using System.Text.Json;
using Millstream.Data;

namespace Millstream.Cli;

/// <summary>Values as JSON, and as words.</summary>
internal static class ResultText
{
    private static readonly JsonSerializerOptions Objects = new(JsonSerializerDefaults.Web)
    {
        IncludeFields = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a value as JSON, on one line.</summary>
    public static string Json(object? value) => value switch
    {
        null or string or Row or Cell or IFormattable or bool or System.Text.Json.Nodes.JsonNode or JsonElement or byte[] or Uri => Cell.From(value).ToJson(),
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(',', map.Select(m => $"{Cell.From(m.Key).ToJson()}:{Json(m.Value)}"))}}}",
        IDictionary map => $"{{{string.Join(',', map.Cast<DictionaryEntry>().Select(m => $"{Cell.From(Convert.ToString(m.Key, CultureInfo.InvariantCulture)).ToJson()}:{Json(m.Value)}"))}}}",
        IEnumerable items => $"[{string.Join(',', items.Cast<object?>().Select(Json))}]",
        _ => JsonSerializer.Serialize(value, Objects),
    };

    /// <summary>Writes a value for a person.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "none",
        string text => text,
        bool truth => truth ? "true" : "false",
        TimeSpan time => Declarations.Durations.Text(time),
        Enum choice => DescriptorJson.Camel(choice.ToString()),
        IEnumerable<string> texts => string.Join(",", texts),
        _ => Json(value),
    };

    /// <summary>Writes the results of a run: of one output its value, of several an object; an item a line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="results">The results.</param>
    /// <param name="isObject">Whether it is an object on one line in any case.</param>
    public static void Write(TextWriter output, IReadOnlyList<RunResult> results, bool isObject)
    {
        if (isObject)
        {
            output.Write('{');
            for (int i = 0; i < results.Count; i++)
            {
                output.Write($"{(i > 0 ? "," : "")}{Json(results[i].Name)}:");
                output.Write(Json(results[i].Value));
            }

            output.Write("}\n");
        }
        else if (results is [var only])
        {
            Value(output, only.Value, "");
            output.Write('\n');
        }
        else if (results.Count > 1)
        {
            output.Write("{\n");
            for (int i = 0; i < results.Count; i++)
            {
                output.Write($"  {Json(results[i].Name)}: ");
                Value(output, results[i].Value, "  ");
                output.Write(i < results.Count - 1 ? ",\n" : "\n");
            }

            output.Write("}\n");
        }
    }

    private static void Value(TextWriter output, object? value, string indent)
    {
        if (value is not IReadOnlyList<object?> and not (IList and not byte[]))
        {
            output.Write(Json(value));
            return;
        }

        string between = $"\n{indent}  ";
        string next = between;
        output.Write('[');
        foreach (object? item in (IEnumerable)value)
        {
            output.Write(next);
            output.Write(Json(item));
            next = "," + between;
        }

        output.Write(next == between ? "]" : $"\n{indent}]");
    }
}
