using System.Text.Json.Nodes;
using Millstream.Telemetry;

namespace Millstream.Cli.Running;

/// <summary>Events as JSON lines; what an event does not have is left out.</summary>
internal static class EventJson
{
    public static string Of(RunEvent told)
    {
        var json = new JsonObject
        {
            ["seq"] = told.Seq,
            ["time"] = told.Time,
            ["run"] = told.RunId,
            ["kind"] = DescriptorJson.Camel(told.Kind.ToString()),
        };
        Add(json, "task", told.TaskId?.ToString());
        Add(json, "port", told.Port);
        Add(json, "edge", told.EdgeId);
        Add(json, "child", told.Child);
        Add(json, "status", told.Status is { } status ? DescriptorJson.Camel(status.ToString()) : null);
        Add(json, "index", told.Index);
        Add(json, "count", told.Count);
        Add(json, "progress", told.Progress);
        Add(json, "message", told.Message);
        Add(json, "error", told.Error?.Message);
        Add(json, "origin", told.Origin?.ToString());
        return json.ToJsonString(JsonShape.Line);
    }

    private static void Add<T>(JsonObject json, string name, T? value)
    {
        if (value is not null)
        {
            json[name] = JsonValue.Create(value);
        }
    }
}
