namespace Millstream.Generators.Writing;

/// <summary>The types of Millstream that generated code names, each in full: no name of the user's can hide them.</summary>
internal static class Api
{
    public const string Root = "global::Millstream.";
    public const string Declarations = "global::Millstream.Declarations.";
    public const string TaskDefinition = Root + "TaskDefinition";
    public const string TaskFamily = Root + "TaskFamily";
    public const string TaskDescriptor = Root + "TaskDescriptor";
    public const string InletDescriptor = Root + "InletDescriptor";
    public const string OutletDescriptor = Root + "OutletDescriptor";
    public const string Growth = Root + "Growth";
    public const string OutletMode = Root + "OutletMode";
    public const string CredentialDescriptor = Root + "CredentialDescriptor";
    public const string Entitlement = Root + "Entitlement";
    public const string SettingDescriptor = Root + "SettingDescriptor";
    public const string TaskInput = Root + "TaskInput";
    public const string TaskPlacing = Root + "TaskPlacing";
    public const string TaskActivation = Declarations + "TaskActivation";
    public const string TaskInlets = Declarations + "TaskInlets";
    public const string TaskOutlets = Declarations + "TaskOutlets";
    public const string ItemOutlets = Declarations + "ItemOutlets";
    public const string OutletPart = Declarations + "OutletPart";
    public const string GraphBuilder = "global::Millstream.Graphs.GraphBuilder";
    public const string Options = "global::System.Func<global::Millstream.Tasks.TaskOptions, global::Millstream.Tasks.TaskOptions>?";
    public const string Moment = "global::System.DateTimeOffset";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    public static string Sequence(string type) => $"global::System.Collections.Generic.IEnumerable<{type}>";

    public static string AsyncSequence(string type) => $"global::System.Collections.Generic.IAsyncEnumerable<{type}>";

    public static string List(string type) => $"global::System.Collections.Generic.IReadOnlyList<{type}>";

    public static string Step(string type) => $"{Root}Step<{type}>";
}
