using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Makes the tasks whose call runs graphs: one for each item, or for each set of items of several inlets.</summary>
internal static class BodyTask
{
    /// <summary>Makes the definition of such a task.</summary>
    /// <param name="descriptor">What is known of it.</param>
    /// <param name="bodies">All graphs that a call may run: what is wrong with them is told before anything runs.</param>
    /// <param name="call">What a call does; it gives a list for each outlet.</param>
    public static Func<TaskPlace, TaskBody> Maker(
        TaskDescriptor descriptor,
        Body[] bodies,
        Func<TaskScope, Arguments, CancellationToken, ValueTask<object[]>> call) =>
        place => Of(
            place.Name,
            place.Options,
            Inlets(place, descriptor),
            new BodyShape([.. descriptor.Outlets.Select(o => o.Port)]),
            bodies,
            call);

    /// <summary>Makes such a task.</summary>
    /// <exception cref="GraphConfigurationException">An option cannot be had.</exception>
    public static CallTask<Arguments, object[], Nothing> Of(
        string name,
        TaskOptions options,
        CallInput<Arguments> inlets,
        BodyShape shape,
        Body[] bodies,
        Func<TaskScope, Arguments, CancellationToken, ValueTask<object[]>> call)
    {
        if (options.FallbackValue is not null and not Func<Arguments, Exception, object[]>)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting, $"'{name}' runs a graph for each item, and has no Fallback of a value. Use TaskDefinition.Fallback, with another task to be tried.");
        }

        return new CallTask<Arguments, object[], Nothing>(
            name,
            options,
            inlets,
            CallBody<Arguments, object[]>.OfRun(wiring =>
            {
                foreach (Body body in bodies)
                {
                    wiring.Task.Run.CheckChild(body.Graph);
                }

                TaskScope task = wiring.Task;
                return (arguments, token) => call(task, arguments, token);
            }),
            shape)
        {
            Runs = [.. bodies.Select(b => b.Graph)],
        };
    }

    /// <summary>The one inlet of such a task.</summary>
    public static CallInput<Arguments> Inlet<T>(string name) => new(
        [Port.Of<T>(name)], wiring => new ZipListReader<object?, Arguments>([new MapReader<T, object?>(wiring.Inlet<T>(), static item => item)], new Numbering(count: null).Next));

    /// <summary>The inlets of such a task, read in step; a single value beside a stream is given to every call.</summary>
    private static CallInput<Arguments> Inlets(TaskPlace place, TaskDescriptor descriptor)
    {
        Port[] ports = [.. descriptor.Inlets.Select(i => i.Port)];
        return new CallInput<Arguments>(ports, wiring =>
        {
            InletReader<object?>[] readers = ports.Length == 0
                ? [new MapReader<Nothing, object?>(new OnceReader(wiring.Stage), static nothing => nothing)]
                : [.. ports.Select((port, i) => port.Accept(new Opening(wiring, place, i)))];
            return new ZipListReader<object?, Arguments>(readers, new Numbering(place.AreValues.All(v => v) ? 1 : null).Next, place.IsStrict ? place.Uneven : null);
        });
    }

    /// <summary>Numbers the calls in the order in which their items come.</summary>
    private sealed class Numbering(long? count)
    {
        private long _next;

        public Arguments Next(object?[] items)
        {
            var iteration = new Iteration(_next++, count);
            for (int i = 0; i < items.Length; i++)
            {
                if (items[i] is IElement element)
                {
                    iteration = element.Iteration;
                    items[i] = element.Item;
                }
            }

            return new Arguments(items, iteration);
        }
    }

    private sealed class Opening(StageWiring wiring, TaskPlace place, int inlet) : IPortVisitor<InletReader<object?>>
    {
        public InletReader<object?> Visit<T>(Port port)
        {
            InletReader<T> reader = wiring.Inlet<T>(inlet);
            return new MapReader<T, object?>(place.IsRepeated(inlet) ? new ConstantReader<T>(wiring.Stage, reader) : reader, static item => item);
        }
    }
}
