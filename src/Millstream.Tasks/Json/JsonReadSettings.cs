using System.ComponentModel.DataAnnotations;
using Millstream.Files;

namespace Millstream.Json;

/// <summary>How JSON values stand in a file.</summary>
public enum JsonForm
{
    /// <summary>One value a line.</summary>
    Lines,

    /// <summary>All in one array, over as many lines as it takes.</summary>
    Array,
}

/// <summary>Which file of JSON is read.</summary>
public sealed class JsonReadSettings : FileSettings
{
    /// <summary>Gets or sets how the values stand in the file.</summary>
    public JsonForm Form { get; set; }

    /// <summary>Gets or sets how many characters a line, or an element of the array, may have. A longer one fails the task.</summary>
    [Range(1, 1 << 30)]
    public int MaxLength { get; set; } = 1 << 20;
}
