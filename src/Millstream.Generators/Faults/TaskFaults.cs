using Microsoft.CodeAnalysis;

namespace Millstream.Generators.Faults;

/// <summary>What the generator refuses. Each message ends with what to write instead.</summary>
internal static class TaskFaults
{
    public static readonly DiagnosticDescriptor Enumerable = Of(
        "MST001",
        "A parameter does not say how it reads its inlet",
        "The parameter '{0}' of '{1}' is an IEnumerable, which says neither that it wants the items as they come nor that it wants all of them. "
        + "Write 'IAsyncEnumerable<{2}> {0}' for the live stream, or 'IReadOnlyList<{2}> {0}' for the complete list.");

    public static readonly DiagnosticDescriptor PortType = Of(
        "MST002",
        "A parameter cannot be an inlet",
        "The parameter '{0}' of '{1}' is {2}, which cannot travel on an edge. Write '{3}'.");

    public static readonly DiagnosticDescriptor Unreachable = Of(
        "MST003",
        "Generated code cannot reach the method",
        "'{0}' cannot be a task: {1}. Write '{2}'.");

    public static readonly DiagnosticDescriptor NoEmptyConstructor = Of(
        "MST004",
        "A new object cannot be made",
        "The {0} parameter '{1}' of '{2}' needs a class that can be made without arguments, and '{3}' is none. Write '{4}'.");

    public static readonly DiagnosticDescriptor DuplicateTask = Of(
        "MST005",
        "Two tasks have the same name",
        "'{0}' has two tasks called '{1}'. Give this one another name: '[StreamTask(Name = \"{2}\")]'.");

    public static readonly DiagnosticDescriptor DuplicatePort = Of(
        "MST006",
        "Two ports have the same name",
        "'{0}' has two {1} called '{2}'. Give one another name: '{3}'.");

    public static readonly DiagnosticDescriptor TaskOfTask = Of(
        "MST007",
        "A task of a task",
        "'{0}' returns {1}: an item would be a task that nobody awaits. Await the inner one and write '{2}'.");

    public static readonly DiagnosticDescriptor AsyncVoid = Of(
        "MST008",
        "Nobody can await the method",
        "'{0}' is async void: nobody could await it, or hear of its errors. Write 'async Task {0}(…)'.");

    public static readonly DiagnosticDescriptor StateInParallel = Of(
        "MST009",
        "Calls at the same time would share their state",
        "'{0}' has the state parameter '{1}' and Parallel = {2}: calls at the same time would change one object. Write 'Parallel = 1', or '[ThreadSafe]' at '{3}' if it is made for that.");

    public static readonly DiagnosticDescriptor BadOption = Of(
        "MST010",
        "An option is out of its range",
        "'{0}' has {1} = {2}; it must be {3} or more. Write '{1} = {3}'.");

    public static readonly DiagnosticDescriptor OutletOfNothing = Of(
        "MST011",
        "A sink has no outlet",
        "'{0}' returns nothing, so the outlet '{1}' would have no items. Return an item: '{2}', or leave the attribute out.");

    public static readonly DiagnosticDescriptor OptionNotHere = Of(
        "MST012",
        "The task cannot have the option",
        "'{0}' cannot have {1}: {2}. Write '[StreamTask]' without it, and set it on a task that is called for each item.");

    public static readonly DiagnosticDescriptor ResultType = Of(
        "MST013",
        "What the method returns cannot be an item",
        "'{0}' returns {1}. Write '{2}'.");

    public static readonly DiagnosticDescriptor TimestampType = Of(
        "MST014",
        "A timestamp is a number or a moment",
        "The parameter '{0}' of '{1}' is the time of an item, and {2} cannot hold it. Write 'long {0}' (milliseconds since 1970), 'DateTimeOffset {0}', or '[Inlet] {2} {0}'.");

    public static readonly DiagnosticDescriptor NoOneTime = Of(
        "MST015",
        "One call has many times",
        "'{0}' is called once for all items, so that there is no one time for '{1}'. Leave it out, and read 'IAsyncEnumerable<(T Item, DateTimeOffset Time)>' behind '.WithTime()'.");

    public static readonly DiagnosticDescriptor CredentialType = Of(
        "MST016",
        "A secret is a text",
        "The parameter '{0}' of '{1}' gets a secret and is {2}. Write '[Credential] string {0}', or '[Credential] Secret {0}' to keep it hidden.");

    public static readonly DiagnosticDescriptor EntitlementName = Of(
        "MST017",
        "The name of an entitlement is none",
        "'{0}' needs the entitlement '{1}', which is no name. Use words of letters, digits and '-', joined by ':', as in '[Needs(\"network:http\")]'.");

    public static readonly DiagnosticDescriptor ModeOfItem = Of(
        "MST020",
        "A value that does not grow has a mode",
        "A call of '{0}' gives one item at most, so no value of it grows, and the mode {1} means nothing. Give the pieces of the value, '{2}', or leave the mode out.");

    public static readonly DiagnosticDescriptor NotAppendable = Of(
        "MST021",
        "Pieces that cannot be put behind each other",
        "The outlet of '{0}' appends, and pieces of {1} cannot be put behind each other; those of string, arrays, List<T> and IReadOnlyList<T> can. "
        + "Write 'Mode = OutletMode.Replace' where each piece is the whole value, or leave the mode out.");

    public static readonly DiagnosticDescriptor LateStream = Of(
        "MST022",
        "A live stream that is read when it has ended",
        "The parameter '{0}' of '{1}' is read as a live stream, and not before its end. Write 'IReadOnlyList<{2}> {0}'.");

    public static readonly DiagnosticDescriptor UnknownInPort = Of(
        "MST023",
        "A port names something that the task does not have",
        "A port of '{0}' names the {1} '{2}', which the task does not have. It has: {3}. Name one of these, or leave it out.");

    public static readonly DiagnosticDescriptor BadField = Of(
        "MST024",
        "A part of a port's fields is no field",
        "'{1}' in the fields of a port of '{0}' is no field. Write 'name=value', with spaces between fields.");

    public static readonly DiagnosticDescriptor DuplicateInAssembly = Of(
        "MST025",
        "Two tasks of an assembly have the same name",
        "'{0}' and '{1}' are both the task '{2}', and a catalogue has one of a name. Give this one another: '[StreamTask(Name = \"{3}\")]'.");

    public static readonly DiagnosticDescriptor NoTaskClass = Of(
        "MST026",
        "A class cannot be a task",
        "The class '{0}' cannot be a task: {1}. Write '{2}'.");

    public static readonly DiagnosticDescriptor DuplicateMethod = Of(
        "MST027",
        "Two tasks are placed by methods of the same name",
        "The tasks '{1}' and '{2}' of '{0}' would both be placed by a method '{3}': it has the name of the task's method, without 'Async'. Rename one of the two: '{4}(…)'.");

    private static readonly Dictionary<string, DiagnosticDescriptor> All = new DiagnosticDescriptor[]
    {
        Enumerable, PortType, Unreachable, NoEmptyConstructor, DuplicateTask, DuplicatePort, TaskOfTask, AsyncVoid, StateInParallel, BadOption,
            OutletOfNothing, OptionNotHere, ResultType, TimestampType, NoOneTime, CredentialType, EntitlementName,
            ModeOfItem, NotAppendable, LateStream, UnknownInPort, BadField, DuplicateInAssembly, NoTaskClass, DuplicateMethod,
    }.ToDictionary(kind => kind.Id);

    public static DiagnosticDescriptor ById(string id) => All[id];

    private static DiagnosticDescriptor Of(string id, string title, string message) =>
        new(id, title, message, "Millstream", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
