using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>Writes the one call of a task that reads inlets as live streams, or of a source that gives an asynchronous sequence.</summary>
internal static class LiveWriter
{
    /// <summary>A call that gives an asynchronous sequence, without what is around the sequence and around its elements.</summary>
    public static string Walked(ResultModel result, string element, string call)
    {
        string items = result.IsAsync
            ? $"{Api.TaskActivation}.UnwrapAsync({AsValueTask(result, element, call)})"
            : call;
        return result.HasSteps ? $"{MethodCall.Activation}.ApplyAsync({items})" : items;
    }

    public static void Write(CodeWriter code, TaskModel task, MethodCall call, string element)
    {
        Open(code, task, call);
        bool isDirect = task.Result.Shape == ResultShape.AsyncSequence && task.Inlets.All(p => p.Role == ParameterRole.Stream);
        if (isDirect)
        {
            code.Line($"return () => {Walked(task.Result, element, call.ForStreams())};");
        }
        else
        {
            bool isStepped = task.Result.HasSteps || task.Result.Shape == ResultShape.Step;
            code.Line(isStepped ? $"return () => {MethodCall.Activation}.ApplyAsync(RunAsync());" : "return RunAsync;");
            code.Line();
            code.Line($"async {Api.AsyncSequence(element)} RunAsync()");
            code.Open();
            ReadBeside(code, task, "yield break;");
            CallOnce(code, task.Result, call.ForStreams());
            code.Close();
        }

        code.Close("})" + DefinitionWriter.Options(task) + ";");
        code.Indent(-2);
    }

    /// <summary>Writes the one call of a task whose method gives items to its outlets by hand.</summary>
    public static void WriteEmitting(CodeWriter code, TaskModel task, MethodCall call)
    {
        Open(code, task, call);
        code.Line("return RunAsync;");
        code.Line();
        code.Line("async global::System.Threading.Tasks.Task RunAsync()");
        code.Open();
        ReadBeside(code, task, "return;");
        // The end of the method comes the way of all it awaits: on the context of user code, where a driven run orders it.
        code.Line($"{(task.Result.IsAsync ? $"await {call.ForStreams()}.ConfigureAwait(true)" : call.ForStreams())};");
        code.Close();
        code.Close("})" + DefinitionWriter.Options(task) + ";");
        code.Indent(-2);
    }

    /// <summary>Begins the function that is called once a run: it opens the inlets, and makes what else the method needs.</summary>
    private static void Open(CodeWriter code, TaskModel task, MethodCall call)
    {
        code.Line($"static {MethodCall.Activation} =>");
        code.Open();
        int number = 0;
        foreach (ParameterModel inlet in task.Inlets)
        {
            code.Line($"var {Stream(inlet)} = {MethodCall.Activation}.{(inlet.ReadsSignals ? "Inlet" : "ReadAsync")}<{inlet.ItemType}>({number++});");
        }

        foreach (string local in call.Locals)
        {
            code.Line(local);
        }
    }

    /// <summary>An item beside a live stream is the first of its inlet, without which there is no call; a list is all of it.</summary>
    private static void ReadBeside(CodeWriter code, TaskModel task, string leave)
    {
        foreach (ParameterModel inlet in task.Inlets.OrderBy(p => p.Role == ParameterRole.List))
        {
            string name = MethodCall.LocalOf(inlet);
            if (inlet.Role == ParameterRole.Item)
            {
                string first = $"firstOf{inlet.Name.TrimStart('@')}";
                code.Line($"var {first} = await {Api.TaskActivation}.FirstAsync({Stream(inlet)}).ConfigureAwait(false);");
                code.Line($"if (!{first}.IsThere)");
                code.Open();
                code.Line(leave);
                code.Close();
                code.Line();
                code.Line($"var {name} = {first}.Item;");
            }
            else if (inlet.Role == ParameterRole.List)
            {
                code.Line($"var {name} = await {Api.TaskActivation}.ListAsync({Stream(inlet)}).ConfigureAwait(false);");
            }
        }
    }

    private static void CallOnce(CodeWriter code, ResultModel result, string call)
    {
        string made = result.IsAsync ? $"await {call}.ConfigureAwait(false)" : call;
        switch (result.Shape)
        {
            case ResultShape.Nothing:
                code.Line(made + ";");
                code.Line("yield break;");
                break;
            case ResultShape.Item:
            case ResultShape.Step:
                code.Line($"yield return {made};");
                break;
            case ResultShape.Sequence:
            case ResultShape.AsyncSequence:
                bool isAsync = result.Shape == ResultShape.AsyncSequence;
                string items = isAsync ? $"global::System.Threading.Tasks.TaskAsyncEnumerableExtensions.WithCancellation({made}, {MethodCall.Activation}.Context.CancellationToken).ConfigureAwait(false)" : made;
                code.Line($"{(isAsync ? "await " : "")}foreach (var {MethodCall.Made} in {items})");
                code.Open();
                code.Line($"yield return {MethodCall.Made};");
                code.Close();
                break;
        }
    }

    /// <summary>The variable of an opened inlet: the parameter's own, where the method is given the stream itself.</summary>
    private static string Stream(ParameterModel inlet) =>
        inlet.Role == ParameterRole.Stream ? MethodCall.LocalOf(inlet) : $"inletOf{inlet.Name.TrimStart('@')}";

    private static string AsValueTask(ResultModel result, string element, string call) =>
        result.Wrapping == ResultWrapping.Task ? $"new {Api.ValueTask}<{Api.AsyncSequence(element)}>({call})" : call;
}
