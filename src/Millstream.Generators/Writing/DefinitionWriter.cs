using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>Writes the definition of a task: its descriptor, and how an engine calls its method.</summary>
internal sealed class DefinitionWriter(CodeWriter code, TaskModel task)
{
    private readonly MethodCall _call = new(task);
    private readonly ResultModel _result = task.Result;

    private bool IsLive => task.HasStream || task.Emits
        || (task.IsSource && (_result.Shape == ResultShape.AsyncSequence || (_result.Shape == ResultShape.Sequence && _result.IsAsync)));

    /// <summary>Gets whether the method is a function of one item, for which a loop of its own can be compiled; no interface is dynamic.</summary>
    private bool IsFunction => task.ClassType is null && _result is { Shape: ResultShape.Item, IsAsync: false, IsSplit: false } && task.IsStatic
        && task.Parameters.OnlyOne() is { Role: ParameterRole.Item } parameter
        && !(parameter.ItemType + _result.ItemType).Contains("dynamic");

    /// <summary>Gets whether each call has a token of its own: that of an asynchronous one, or one that fires when the call's time is over.</summary>
    private bool HasOwnToken => _result.IsAsync
        || (task.HasTimeout && task.Parameters.Any(p => p.Role is ParameterRole.Token or ParameterRole.Context));

    private string FunctionName => "FunctionOf" + task.Identifier.TrimStart('@');

    private string Outlets => !_result.IsSplit
        ? $"{Api.ItemOutlets}.One<{_result.ItemType}>({(_result.Outlets.OnlyOne() is { Name: not "out" } one ? TypeText.Literal(one.Name) : "")})"
        : $"{Api.ItemOutlets}.Parts<{_result.ItemType}>({string.Join(", ", _result.Outlets.Select(Part))})";

    private string Element => _result.HasSteps || _result.Shape == ResultShape.Step ? Api.Step(_result.ItemType) : _result.ItemType;

    /// <summary>The options of the attribute, chained to the definition, and the state that calls share.</summary>
    public static string Options(TaskModel task) =>
        (task.Options.Length == 0 ? "" : $".WithOptions(static options => options{task.Options})")
        + (task.SharedState is { } state ? $".WithState(typeof({state.Type}))" : "");

    public void Write()
    {
        code.Comment($"The task '{task.Name}'.{(task.Documentation.Length == 0 ? "" : " " + task.Documentation)}");
        string visibility = task.IsPublic ? "public" : "internal";
        if (task.IsGeneric)
        {
            code.Line($"{visibility} static {Api.TaskDefinition} {task.Identifier}{task.TypeArguments}(){string.Concat(task.Constraints.Select(c => " " + c))} =>");
        }
        else
        {
            code.Line($"{visibility} static {Api.TaskDefinition} {task.Identifier} {{ get; }} =");
        }

        WriteMaking();
        DescriptorWriter.WriteSettings(code, task);
        if (IsFunction)
        {
            WriteFunction();
        }

        if (task.IsFamily)
        {
            WriteFamily();
        }
    }

    /// <summary>Writes what makes the task for any type of items: data names no types.</summary>
    private void WriteFamily()
    {
        string visibility = task.IsPublic ? "public" : "internal";
        string maker = "MakerOf" + task.Identifier.TrimStart('@');
        code.Line();
        code.Comment($"The tasks '{task.Name}': one for each type of items.");
        code.Line($"{visibility} static {Api.TaskFamily} {task.FamilyIdentifier} {{ get; }} = {Api.TaskFamily}.MadeBy<{maker}>();");
        code.Line();
        code.Line($"private readonly struct {maker} : {Api.Declarations}ITaskMaker");
        code.Open();
        code.Line($"public static {Api.TaskDefinition} Make<TItem>() => {task.Identifier}<TItem>();");
        code.Close();
    }

    private void WriteMaking()
    {
        if (task.ClassType is not null)
        {
            code.Line($"    {Api.TaskDefinition}.OfClass<{task.ClassType}{(task.Settings is null ? "" : ", " + task.Settings.Type)}>(");
            code.Indent(2);
            DescriptorWriter.Write(code, task, ");");
            code.Indent(-2);
            return;
        }

        switch (IsLive ? ResultShape.AsyncSequence : _result.Shape)
        {
            case ResultShape.AsyncSequence when task.Emits:
                Begin("Emitting");
                LiveWriter.WriteEmitting(code, task, _call);
                break;
            case ResultShape.AsyncSequence when IsLive:
                Begin($"Live<{_result.ItemType}>", _result.Shape == ResultShape.Nothing ? $"{Api.ItemOutlets}.One<{_result.ItemType}>()" : Outlets);
                LiveWriter.Write(code, task, _call, Element);
                break;
            case ResultShape.AsyncSequence:
                Begin($"CallMany<{_call.InputType}, {_result.ItemType}>", _call.Inlets, Outlets);
                Bind(MethodCall.Item, Walked(_call.ForItem(isOwnToken: false)), uses: _result.HasSteps);
                break;
            case ResultShape.Sequence when task.IsSource:
                Begin($"Source<{_result.ItemType}>", Outlets);
                Bind("()", Applied(_call.ForItem(isOwnToken: false)), uses: _result.HasSteps);
                break;
            case ResultShape.Item when IsFunction:
                code.Line($"    {Api.TaskDefinition}.Function<{_call.InputType}, {_result.ItemType}, {FunctionName}{task.TypeArguments}>(");
                code.Indent(2);
                DescriptorWriter.Write(code, task, $"){Options(task)};");
                code.Indent(-2);
                return;
            default:
                Begin($"Call<{_call.InputType}, {Made()}>", _call.Inlets, OutletsOfCall());
                BindCall();
                break;
        }
    }

    private void BindCall()
    {
        string call = _call.ForItem(HasOwnToken);
        if (!HasOwnToken)
        {
            Bind(
                MethodCall.Item,
                _result.Shape == ResultShape.Nothing ? $"{{ {call}; return default; }}" : Applied(call),
                uses: _result.HasSteps);
            return;
        }

        string awaited = $"await {call}.ConfigureAwait(false)";
        string arguments = $"({MethodCall.Item}, {MethodCall.Token})";
        (string left, string right) = _result switch
        {
            { Shape: ResultShape.Nothing, IsAsync: false } => (arguments, $"{{ {call}; return default; }}"),
            { Shape: ResultShape.Nothing } => ($"async {arguments}", $"{{ {awaited}; return default; }}"),
            { HasSteps: true, IsAsync: true } => ($"async {arguments}", Applied(awaited)),
            { IsAsync: false } => (arguments, $"new {Api.ValueTask}<{Made()}>({Applied(call)})"),
            { Wrapping: ResultWrapping.Task } => (arguments, $"new {Api.ValueTask}<{Made()}>({call})"),
            _ => (arguments, call),
        };
        Bind(left, right, uses: _result.HasSteps);
    }

    /// <summary>Writes the function that is called once a run and gives the one that is called for each item.</summary>
    private void Bind(string arguments, string body, bool uses)
    {
        bool usesRun = uses || _call.UsesRun;
        string[] locals = [.. _call.Locals];
        string lambda = $"{(usesRun ? "" : "static ")}{arguments} => {body}";
        if (locals.Length == 0)
        {
            code.Line(End($"static {(usesRun ? MethodCall.Activation : "_")} => {lambda}"));
        }
        else
        {
            code.Line($"static {MethodCall.Activation} =>");
            code.Open();
            foreach (string local in locals)
            {
                code.Line(local);
            }

            code.Line($"return {lambda};");
            code.Close(End("}"));
        }

        code.Indent(-2);
    }

    private void Begin(string method, params string[] arguments)
    {
        code.Indent(1);
        code.Line($"{Api.TaskDefinition}.{method}(");
        code.Indent(1);
        DescriptorWriter.Write(code, task, ",");
        foreach (string argument in arguments)
        {
            code.Line(argument + ",");
        }
    }

    private void WriteFunction()
    {
        code.Line();
        code.Line($"private readonly struct {FunctionName}{task.TypeArguments} : {Api.Root}IItemFunction<{_call.InputType}, {_result.ItemType}>{string.Concat(task.Constraints.Select(c => " " + c))}");
        code.Open();
        code.Line($"public static {_result.ItemType} Invoke({_call.InputType} {MethodCall.Item}) => {_call.ForItem(isOwnToken: false)};");
        code.Close();
    }

    /// <summary>What ends the making of the definition: its last argument, and its options.</summary>
    private string End(string bind) =>
        $"{bind}{(task.Combine is not null && !task.IsSource ? $", combine: {Api.Root}Combine.{task.Combine}" : "")}){Options(task)};";

    private string Made() => _result.Shape switch
    {
        ResultShape.Step => Api.Step(_result.ItemType),
        ResultShape.Sequence => Api.Sequence(_result.ItemType),
        _ => _result.ItemType,
    };

    private string OutletsOfCall() => _result.Shape == ResultShape.Nothing
        ? $"{Api.TaskOutlets}.None"
        : $"{Api.TaskOutlets}.{_result.Shape}({Outlets})";

    private string Part(OutletModel part) =>
        $"{Api.OutletPart}.Of<{_result.ItemType}, {part.Type}>({TypeText.Literal(part.Name)}, static made => made.{part.Field})";

    private string Applied(string steps) => _result.HasSteps ? $"{MethodCall.Activation}.Apply({steps})" : steps;

    private string Walked(string call) => LiveWriter.Walked(_result, Element, call);
}
