namespace Millstream.Supplies;

/// <summary>Tasks of lambdas that are given their context.</summary>
internal static class Contextual
{
    public static TaskDefinition Of<TOut>(string name, Func<int, TaskContext, ValueTask<TOut>> function) => TaskDefinition.Call(
        new TaskDescriptor(name) { Inlets = [InletDescriptor.Of<int>("x")], Outlets = [OutletDescriptor.Of<TOut>("out")] },
        Declarations.TaskInlets.Item<int>("x"),
        Declarations.TaskOutlets.Item(Declarations.ItemOutlets.One<TOut>()),
        activation => (int x, CancellationToken token) => function(x, activation.ContextOf(token)));

    public static Flow<TOut> With<TOut>(
        this Flow<int> flow, Func<int, TaskContext, ValueTask<TOut>> function, Func<Tasks.TaskOptions, Tasks.TaskOptions>? options = null) =>
        Of("with", function).Place([((StreamInput<int>)flow).Input], settings: null, options).Flow<TOut>();

    public static Flow<TOut> With<TOut>(this Flow<int> flow, Func<int, TaskContext, TOut> function) =>
        flow.With<TOut>((x, context) => new ValueTask<TOut>(function(x, context)), options: null);
}
