using System.Collections;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>Makes tasks that run another one until a test is met.</summary>
internal static class WhileTask
{
    public const string Iterations = "iterations";
    public const string StoppedBy = "stoppedBy";
    public const string Condition = "condition";
    public const string Limit = "limit";

    public static TaskDefinition Of(TaskDefinition task, Func<Round, bool> until, int maxIterations)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(until);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        var body = Body.Of(task);
        if (body.Outlets.FirstOrDefault(o => o.Name is Iterations or StoppedBy) is { } taken)
        {
            throw new GraphConfigurationException(
                FaultKind.DuplicateOutlet, $"The body of a while, {task}, has an outlet '{taken.Name}', which the while has itself. Give it another name.");
        }

        (int Outlet, int Inlet)[] merges = [.. Merges(body)];
        return TaskDefinition.OfBodies(
            new TaskDescriptor("while")
            {
                Inlets = body.Inlets,
                Outlets = [.. body.Outlets, OutletDescriptor.Of<int>(Iterations), OutletDescriptor.Of<string>(StoppedBy)],
            },
            [body],
            LoopAsync,
            body.GivesValues);

        async ValueTask<object[]> LoopAsync(TaskScope scope, Arguments arguments, CancellationToken token)
        {
            object?[] values = [.. arguments.Values];
            for (int round = 1; ; round++)
            {
                object[] given;
                bool isMet;
                try
                {
                    given = await body.RunAsync(scope, values, new Iteration(round - 1), token, maxIterations).ConfigureAwait(true);
                    isMet = until(new Round(round, body.Outlets, given));
                }
                catch (Exception cause) when (!token.IsCancellationRequested && cause is not OutOfMemoryException)
                {
                    throw new RoundFailedException(round, cause);
                }

                if (isMet || round == maxIterations)
                {
                    return [.. given, new int[] { round }, new string[] { isMet ? Condition : Limit }];
                }

                foreach ((int outlet, int inlet) in merges)
                {
                    if (given[outlet] is IList { Count: > 0 and var count } items)
                    {
                        values[inlet] = items[count - 1];
                    }
                }
            }
        }
    }

    /// <summary>A loop over a synchronous method.</summary>
    public static TaskDefinition Of<T>(Func<T, T> body, Func<T, bool> until, int maxIterations)
    {
        Check(body, until, maxIterations);
        return TaskDefinition.Call(Descriptor<T>(), TaskInlets.Item<T>("in"), TaskOutlets.Item(Outlets<T>()), _ => Loop);

        Ended<T> Loop(T item)
        {
            for (int round = 1; ; round++)
            {
                bool isMet;
                try
                {
                    item = body(item);
                    isMet = until(item);
                }
                catch (Exception cause) when (cause is not OutOfMemoryException and not OperationCanceledException)
                {
                    throw new RoundFailedException(round, cause);
                }

                if (isMet || round == maxIterations)
                {
                    return new Ended<T>(item, round, isMet);
                }
            }
        }
    }

    /// <summary>A loop over an asynchronous method.</summary>
    public static TaskDefinition Of<T>(Func<T, CancellationToken, ValueTask<T>> body, Func<T, bool> until, int maxIterations)
    {
        Check(body, until, maxIterations);
        return TaskDefinition.Call(Descriptor<T>(), TaskInlets.Item<T>("in"), TaskOutlets.Item(Outlets<T>()), _ => LoopAsync);

        async ValueTask<Ended<T>> LoopAsync(T item, CancellationToken token)
        {
            for (int round = 1; ; round++)
            {
                bool isMet;
                try
                {
                    token.ThrowIfCancellationRequested();
                    item = await body(item, token).ConfigureAwait(true);
                    isMet = until(item);
                }
                catch (Exception cause) when (!token.IsCancellationRequested && cause is not OutOfMemoryException)
                {
                    throw new RoundFailedException(round, cause);
                }

                if (isMet || round == maxIterations)
                {
                    return new Ended<T>(item, round, isMet);
                }
            }
        }
    }

    private static void Check<T>(Delegate body, Func<T, bool> until, int maxIterations)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(until);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
    }

    private static TaskDescriptor Descriptor<T>() => new("while")
    {
        Inlets = [InletDescriptor.Of<T>("in")],
        Outlets = [OutletDescriptor.Of<T>(ItemOutlets.DefaultName), OutletDescriptor.Of<int>(Iterations), OutletDescriptor.Of<string>(StoppedBy)],
    };

    private static ItemOutlets<Ended<T>> Outlets<T>() => ItemOutlets.Parts(
        OutletPart.Of<Ended<T>, T>(ItemOutlets.DefaultName, static e => e.Item),
        OutletPart.Of<Ended<T>, int>(Iterations, static e => e.Rounds),
        OutletPart.Of<Ended<T>, string>(StoppedBy, static e => e.IsMet ? Condition : Limit));

    /// <summary>Which outlet goes into which inlet in the next round: those of one name, or the only ones of each.</summary>
    private static IEnumerable<(int Outlet, int Inlet)> Merges(Body body)
    {
        if (body.Inlets.Count == 1 && body.Outlets.Count == 1)
        {
            return body.Inlets[0].Port.Takes(body.Outlets[0].Port) ? [(0, 0)] : [];
        }

        return
            from outlet in Enumerable.Range(0, body.Outlets.Count)
            from inlet in Enumerable.Range(0, body.Inlets.Count)
            where body.Inlets[inlet].Name == body.Outlets[outlet].Name && body.Inlets[inlet].Port.Takes(body.Outlets[outlet].Port)
            select (outlet, inlet);
    }

    /// <summary>How a loop over one item ended.</summary>
    private readonly record struct Ended<T>(T Item, int Rounds, bool IsMet);
}
