namespace Millstream.Architecture;

/// <summary>Which part may see which. Everything that is not written here is refused.</summary>
internal static class Arrows
{
    /// <summary>The namespace Millstream itself: the files beside the project file, where a user's nouns meet an engine.</summary>
    public const string Root = "(root)";

    /// <summary>The projects under src, and those each may reference; what these may reference is included.</summary>
    public static readonly ArrowTable Projects = ArrowTable.Transitive(new()
    {
        ["Millstream"] = [],
        ["Millstream.Generators"] = [],
        ["Millstream.Testing"] = ["Millstream"],
        ["Millstream.Tasks"] = ["Millstream"],
        ["Millstream.Documents"] = ["Millstream"],
        ["Millstream.Postgres"] = ["Millstream", "Millstream.Tasks"],
        ["Millstream.RabbitMq"] = ["Millstream", "Millstream.Tasks"],
        ["Millstream.Hosting"] = ["Millstream"],
        ["Millstream.Redis"] = ["Millstream.Hosting"],
        ["Millstream.Server"] = ["Millstream.Hosting", "Millstream.Documents"],
        ["Millstream.Cli"] =
        [
            "Millstream.Server", "Millstream.Documents", "Millstream.Tasks", "Millstream.Redis",
            "Millstream.Postgres", "Millstream.RabbitMq",
        ],
    });

    /// <summary>
    /// The folders of src/Millstream, and those each may see; nothing else is included. Operators lie in the root namespace but are
    /// descriptions only: their files never name an engine.
    /// </summary>
    public static readonly ArrowTable Folders = ArrowTable.Exact(new()
    {
        ["Graphs"] = [],
        ["Stages"] = ["Graphs", "Durability", "Supplies", Root],
        ["Supplies"] = ["Graphs", "Tasks", Root],
        ["Tasks"] = ["Graphs", "Stages", "Durability", "Supplies", Root],
        ["Durability"] = ["Graphs", Root],
        ["Telemetry"] = ["Graphs", Root],
        ["Planning"] = ["Graphs", "Tasks", Root],
        ["Execution"] = ["Graphs", "Stages", "Tasks", "Planning", "Durability", "Supplies", "Telemetry", Root],
        ["Regions"] = ["Graphs", "Stages", "Tasks", "Durability", "Telemetry", Root],
        ["Declarations"] = ["Graphs", "Stages", "Supplies", "Tasks", Root],
        ["Operators"] = ["Graphs", "Stages", "Tasks", "Durability", "Telemetry", Root],
        [Root] = ["Graphs", "Stages", "Tasks", "Durability", "Supplies", "Telemetry", "Regions", "Declarations", "Planning", "Execution"],
    });

    /// <summary>The types of the namespace Millstream that every folder sees.</summary>
    public static readonly IReadOnlySet<string> SeenByAll = new HashSet<string> { "MillstreamException", "EdgeBuffer`1" };

    /// <summary>The packages that Millstream itself may reference.</summary>
    public static readonly IReadOnlySet<string> PackagesOfTheCore =
        new HashSet<string> { "Microsoft.Extensions.Logging.Abstractions", "Polly.Core" };
}
