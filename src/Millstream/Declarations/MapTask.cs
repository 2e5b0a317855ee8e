using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Makes flows that run a body for each item.</summary>
internal static class MapTask
{
    /// <summary>Runs a body for each item of a stream, or for so many at a time.</summary>
    public static Flow<TResult> Over<T, TResult>(
        Flow<T> source, TaskDefinition task, Func<TaskOptions, TaskOptions>? options, int batch)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (batch > 1)
        {
            return Of<T, T[], TResult>(source.Chunk(batch).Input, task, options, isSingle: false);
        }

        // A method is called for each item as it is: there is nothing to run around it.
        return task is { Graph: null, Descriptor: { Inlets: [var inlet], Outlets: [var outlet] } }
            && inlet.Kind == InletKind.Item && inlet.ItemType == typeof(T) && outlet.ItemType == typeof(TResult)
            ? task.Place([source], options: options).Flow<TResult>()
            : Of<T, T, TResult>(source.Input, task, options, isSingle: true);
    }

    /// <summary>Runs a body for each item of a list that the run computes.</summary>
    public static FlowValue<IReadOnlyList<TResult>> Over<T, TResult>(
        FlowValue<IReadOnlyList<T>> list, TaskDefinition task, Func<TaskOptions, TaskOptions>? options)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(task);
        CallTask<Arguments, object[], Nothing> made = Make<T, Element<T>, TResult>(task, options, isSingle: true);
        return new Flow<TResult>(made, Flow.Elements(list, made).Input).ToList();
    }

    /// <summary>Runs a body for each item of a stream, and counts the items.</summary>
    public static FlowValue<long> ForEach<T>(Flow<T> source, TaskDefinition task, Func<TaskOptions, TaskOptions>? options)
    {
        ArgumentNullException.ThrowIfNull(task);
        var body = Body.Of(task);
        if (body is not { Inlets: [var inlet] } || !inlet.Port.Takes(Port.Of<T>("in")))
        {
            throw new ArgumentException($"A body that is run for each {TypeName.Of(typeof(T))} has one inlet that takes it; {task} has not.", nameof(task));
        }

        return new FlowValue<long>(
            new CallTask<Arguments, Nothing, long>(
                body.Name,
                TaskOptions.From(options),
                BodyTask.Inlet<T>("in"),
                CallBody<Arguments, Nothing>.OfRun(wiring =>
                {
                    TaskScope scope = wiring.Task;
                    scope.Run.CheckChild(body.Graph);
                    return async (arguments, token) =>
                    {
                        await body.RunAsync(scope, arguments.Values, arguments.Iteration, token).ConfigureAwait(true);
                        return default(Nothing);
                    };
                }),
                CallShapes.CountedSink())
            {
                Runs = [body.Graph],
            },
            source.Input);
    }

    private static Flow<TResult> Of<T, TItem, TResult>(FlowInput source, TaskDefinition task, Func<TaskOptions, TaskOptions>? options, bool isSingle) =>
        new(Make<T, TItem, TResult>(task, options, isSingle), source);

    private static CallTask<Arguments, object[], Nothing> Make<T, TItem, TResult>(TaskDefinition task, Func<TaskOptions, TaskOptions>? options, bool isSingle)
    {
        TaskOptions set = TaskOptions.From(options);
        var body = Body.Of(task, isSingle);
        if (body is not { Inlets: [var inlet], Outlets: [var outlet] } || !inlet.Port.Takes(Port.Of<T>("in")))
        {
            throw new ArgumentException($"A body that is run for each {TypeName.Of(typeof(T))} has one inlet that takes it and one outlet; {task} has not.", nameof(task));
        }

        bool givesLists = outlet.ItemType != typeof(TResult);
        var shape = new BodyShape([outlet.Port], givesLists);
        if (shape.Outlets[0].ItemType != typeof(TResult))
        {
            throw new ArgumentException(
                $"'{body.Name}.{outlet.Name}' gives {TypeName.Of(outlet.ItemType)}, so that {task} as a body gives that or a list of it for each item, not {TypeName.Of(typeof(TResult))}.",
                nameof(task));
        }

        if (set.FallbackValue is Func<T, Exception, TResult> fallback)
        {
            set = set.WithFallback((Arguments arguments, Exception error) =>
                new object[] { givesLists ? fallback((T)arguments.Values[0]!, error)! : new[] { fallback((T)arguments.Values[0]!, error) } });
        }

        return BodyTask.Of(
            body.Name,
            set,
            BodyTask.Inlet<TItem>("in"),
            shape,
            [body],
            (scope, arguments, token) => body.RunAsync(scope, arguments.Values, arguments.Iteration, token));
    }
}
