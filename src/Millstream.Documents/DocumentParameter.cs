using System.Diagnostics.CodeAnalysis;

namespace Millstream.Documents;

/// <summary>Something that whoever runs a document may say: a setting or constant refers to it as <c>${name}</c>.</summary>
/// <param name="Name">The name: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Type">What its values are.</param>
public sealed record DocumentParameter(string Name, ParameterType Type)
{
    /// <summary>Gets the value where none is given; null where one must be.</summary>
    public DocumentValue? Default { get; init; }

    /// <summary>Gets what it is for; empty for nothing said.</summary>
    public string Help { get; init; } = "";

    /// <summary>Gets the only values, of a <see cref="ParameterType.Choice"/>.</summary>
    public ValueList<string> Choices { get; init; } = [];

    /// <summary>Gets whether a value must be given.</summary>
    public bool IsRequired => Default is null;
}

/// <summary>What the values of a parameter are.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The words of JSON schema, which documents use.")]
public enum ParameterType
{
    /// <summary>Texts.</summary>
    String,

    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Times such as <c>500ms</c>, <c>1m</c>, <c>1h30m</c>, <c>00:01:00</c>.</summary>
    Duration,

    /// <summary>Paths of files or directories.</summary>
    Path,

    /// <summary>Lists of texts; as one text with commas between them.</summary>
    List,

    /// <summary>One of some texts.</summary>
    Choice,
}
