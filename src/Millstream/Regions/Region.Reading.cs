using Millstream.Graphs;
using Millstream.Regions;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

// How the arguments of a task become its inlets.
public sealed partial class Region
{
    /// <summary>Nothing: the task is a source.</summary>
    private static TaskInputs<Nothing> Read() =>
        new(new CallInput<Nothing>([], static wiring => new EvaluationReader(wiring.Stage)), [], []);

    private TaskInputs<T> Read<T>(Delegate task, ITaskInput<T> input)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(input);
        RegionInput<T> a = input.In(this);
        string name = NamesOf(task, 1)[0];
        return new(
            a.IsConstant ? new CallInput<T>([Port.Of<T>(name)], wiring => a.Open(wiring, 0)) : CallInput<T>.Plain(name),
            [EdgeOf(a)],
            [input.Task]);
    }

    private TaskInputs<(T1, T2)> Read<T1, T2>(Delegate task, ITaskInput<T1> first, ITaskInput<T2> second)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        RegionInput<T1> a = first.In(this);
        RegionInput<T2> b = second.In(this);
        string[] names = NamesOf(task, 2);
        return new(
            new CallInput<(T1, T2)>(
                [Port.Of<T1>(names[0]), Port.Of<T2>(names[1])],
                wiring => new ZipReader<T1, T2, (T1, T2)>(a.Open(wiring, 0), b.Open(wiring, 1), static (x, y) => (x, y))),
            [EdgeOf(a), EdgeOf(b)],
            [first.Task, second.Task]);
    }

    private TaskInputs<(T1, T2, T3)> Read<T1, T2, T3>(Delegate task, ITaskInput<T1> first, ITaskInput<T2> second, ITaskInput<T3> third)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        RegionInput<T1> a = first.In(this);
        RegionInput<T2> b = second.In(this);
        RegionInput<T3> c = third.In(this);
        string[] names = NamesOf(task, 3);
        return new(
            new CallInput<(T1, T2, T3)>(
                [Port.Of<T1>(names[0]), Port.Of<T2>(names[1]), Port.Of<T3>(names[2])],
                wiring => new ZipReader<(T1, T2), T3, (T1, T2, T3)>(
                    new ZipReader<T1, T2, (T1, T2)>(a.Open(wiring, 0), b.Open(wiring, 1), static (x, y) => (x, y)),
                    c.Open(wiring, 2),
                    static (xy, z) => (xy.Item1, xy.Item2, z))),
            [EdgeOf(a), EdgeOf(b), EdgeOf(c)],
            [first.Task, second.Task, third.Task]);
    }

    private TaskInputs<IReadOnlyList<T>> Read<T>(Delegate task, IEnumerable<ITaskInput<T>> inputs)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(inputs);
        ITaskInput<T>[] tasks = [.. inputs];
        if (tasks.Length == 0)
        {
            throw new ArgumentException("The list of tasks is empty: a task that reads nothing is spawned without arguments.", nameof(inputs));
        }

        RegionInput<T>[] read = [.. tasks.Select(t => t.In(this))];
        return new(
            new CallInput<IReadOnlyList<T>>(
                [.. read.Select((_, i) => Port.Of<T>($"in{i + 1}"))],
                wiring => new ZipListReader<T, IReadOnlyList<T>>([.. read.Select((input, i) => input.Open(wiring, i))], static set => set)),
            [.. read.Select(EdgeOf)],
            [.. tasks.Select(t => t.Task)]);
    }

    private static RegionEdge EdgeOf<T>(RegionInput<T> input) => new(input.Edge, options =>
        input.IsConstant ? EdgeOptions.Default
        : options is { Buffer: null or Func<EdgeBuffer<T>>, SizeOf: null or Func<T, int> } ? options
        : null);

    /// <summary>Calls the inlets as the method calls its parameters.</summary>
    private static string[] NamesOf(Delegate task, int count)
    {
        // A static method with a target is an extension method bound to its first parameter.
        int bound = task.Method.IsStatic && task.Target is not null ? 1 : 0;
        string[] names = [.. task.Method.GetParameters().Skip(bound).Take(count).Select(p => p.Name ?? string.Empty)];
        bool areNames = names.Length == count && Array.TrueForAll(names, n => !string.IsNullOrWhiteSpace(n)) && names.Distinct().Count() == count;
        return areNames ? names : count == 1 ? ["in"] : [.. Enumerable.Range(1, count).Select(i => $"in{i}")];
    }
}
