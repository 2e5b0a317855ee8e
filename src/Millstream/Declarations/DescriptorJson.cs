using System.Text.Json.Nodes;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Descriptors as JSON: what editors, command lines and reference pages read.</summary>
public static class DescriptorJson
{
    /// <summary>Writes all that is known of a task.</summary>
    /// <remarks>Names are camelCase; what is not set is left out.</remarks>
    public static JsonObject ToJson(this TaskDescriptor task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var json = new JsonObject
        {
            ["name"] = task.Name,
            ["label"] = task.Label,
            ["version"] = task.Version,
            ["inlets"] = new JsonArray([.. task.Inlets.Select(Inlet)]),
            ["outlets"] = new JsonArray([.. task.Outlets.Select(Outlet)]),
            ["settings"] = task.SettingsSchema(),
        };
        Add(json, "documentation", task.Documentation);
        return json;
    }

    /// <summary>Writes the JSON schema of a task's settings: what a form, a document or a command line may give.</summary>
    /// <remarks>Besides the words of JSON schema, <c>unit</c> and <c>hidden</c>. Names are those of the properties in camelCase.</remarks>
    public static JsonObject SettingsSchema(this TaskDescriptor task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var properties = new JsonObject();
        foreach (SettingDescriptor setting in task.Settings)
        {
            properties[Camel(setting.Name)] = Setting(setting);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["title"] = task.Label,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    /// <summary>Writes the JSON schema of the items of an inlet.</summary>
    public static JsonObject Schema(this InletDescriptor inlet)
    {
        ArgumentNullException.ThrowIfNull(inlet);
        return JsonTypes.SchemaOf(inlet.ItemType);
    }

    /// <summary>Writes the JSON schema of the items of an outlet; of one with a mode, of its whole values.</summary>
    public static JsonObject Schema(this OutletDescriptor outlet)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        return JsonTypes.SchemaOf(outlet.ItemType);
    }

    /// <summary>Writes a name as JSON does: <c>byteCount</c> for <c>ByteCount</c>.</summary>
    internal static string Camel(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);

    private static JsonObject Setting(SettingDescriptor setting)
    {
        JsonObject json = JsonTypes.SchemaOf(setting.Type);
        json["title"] = setting.Label;
        Add(json, "description", setting.Documentation);
        json["default"] = JsonTypes.ValueOf(setting.Default);
        Add(json, "minimum", setting.Minimum);
        Add(json, "maximum", setting.Maximum);
        if (setting.Choices.Count > 0)
        {
            json["enum"] = new JsonArray([.. setting.Choices.Select(JsonTypes.ValueOf)]);
        }

        Add(json, "format", setting.Format);
        if (setting.IsListText)
        {
            json["type"] = new JsonArray("string", "array", "object");
        }

        Add(json, "unit", setting.Unit);
        Add(json, "countsInlets", setting.CountsInlets);
        if (setting.IsHidden)
        {
            json["hidden"] = true;
        }

        return json;
    }

    private static JsonObject Inlet(InletDescriptor inlet)
    {
        var json = new JsonObject
        {
            ["name"] = inlet.Name,
            ["label"] = inlet.Label,
            ["type"] = TypeName.Of(inlet.ItemType),
            ["reads"] = Camel($"{inlet.Kind}"),
            ["isRequired"] = !inlet.IsOptional,
            ["fields"] = Fields(inlet.Fields),
            ["schema"] = inlet.Schema(),
        };
        if (inlet.IsOptional)
        {
            json["default"] = JsonTypes.ValueOf(inlet.Default);
        }

        Describe(json, inlet.Description);
        Add(json, "documentation", inlet.Documentation);
        return json;
    }

    private static JsonObject Outlet(OutletDescriptor outlet)
    {
        var json = new JsonObject
        {
            ["name"] = outlet.Name,
            ["label"] = outlet.Label,
            ["type"] = TypeName.Of(outlet.ItemType),
            ["mode"] = Camel($"{outlet.Mode}"),
            ["fields"] = Fields(outlet.Fields),
            ["schema"] = outlet.Schema(),
        };
        Describe(json, outlet.Description);
        return json;
    }

    private static void Describe(JsonObject json, PortDescription says)
    {
        if (says.FromSettings.Count > 0)
        {
            var mapped = new JsonObject();
            foreach (SettingField field in says.FromSettings)
            {
                mapped[field.Field] = Camel(field.Setting);
            }

            json["fromSettings"] = mapped;
        }

        Add(json, "mirrors", says.Mirrors);
        if (says.IsFree)
        {
            json["isFree"] = true;
        }

        if (says.Ignores.Count > 0)
        {
            json["ignores"] = new JsonArray([.. says.Ignores.Select(i => JsonValue.Create(i))]);
        }
    }

    private static JsonObject Fields(PortFields fields)
    {
        var json = new JsonObject();
        foreach ((string field, string value) in fields)
        {
            json[field] = value;
        }

        return json;
    }

    private static void Add(JsonObject json, string name, object? value)
    {
        if (value is not (null or ""))
        {
            json[name] = JsonTypes.ValueOf(value);
        }
    }
}
