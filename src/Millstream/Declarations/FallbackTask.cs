using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>Makes tasks that try others until one gives a result.</summary>
internal static class FallbackTask
{
    public static TaskDefinition Of(ReadOnlySpan<TaskDefinition> alternatives)
    {
        var all = new Alternative[alternatives.Length];
        for (int i = 0; i < all.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(alternatives[i], nameof(alternatives));
            var body = Body.Of(alternatives[i]);
            all[i] = new Alternative(alternatives[i], body, body.Name, static values => values);
            if (!Types(body).SequenceEqual(Types(all[0].Body)))
            {
                throw new GraphConfigurationException(
                    FaultKind.BadSetting,
                    $"The alternatives of a fallback have different ports: {alternatives[0]}, and {alternatives[i]}. Give tasks whose inlets and outlets have the same types, in the same order.");
            }
        }

        return Of(all, all.Length == 0 ? [] : all[0].Body.Inlets);
    }

    public static TaskDefinition Of(TaskDefinition task, ReadOnlySpan<RunInputs> overrides)
    {
        ArgumentNullException.ThrowIfNull(task);
        var body = Body.Of(task);
        string[] names = [.. body.Inlets.Select(i => i.Name)];
        var always = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (RunInputs attempt in overrides)
        {
            ArgumentNullException.ThrowIfNull(attempt, nameof(overrides));
            always.IntersectWith(attempt.Values.Keys);
            foreach (string name in attempt.Values.Keys.Where(n => !names.Contains(n)))
            {
                throw new GraphConfigurationException(
                    FaultKind.BadSetting,
                    $"A fallback gives '{name}' to {task}, which has no such inlet. Its inlets are: {(names.Length == 0 ? "none" : string.Join(", ", names.Select(n => $"'{n}'")))}.");
            }
        }

        // What every attempt gives need not be read.
        InletDescriptor[] read = [.. body.Inlets.Where(i => !always.Contains(i.Name))];
        var all = new Alternative[overrides.Length];
        for (int i = 0; i < all.Length; i++)
        {
            IReadOnlyDictionary<string, object?> given = overrides[i].Values;
            all[i] = new Alternative(
                task,
                body,
                $"{body.Name} with {string.Join(", ", given.Select(g => $"{g.Key} {g.Value ?? "null"}"))}",
                values => Array.ConvertAll(names, n => given.TryGetValue(n, out object? value) ? value : values[Array.FindIndex(read, r => r.Name == n)]));
        }

        return Of(all, [.. read]);
    }

    private static TaskDefinition Of(Alternative[] all, ValueList<InletDescriptor> inlets)
    {
        if (all.Length == 0)
        {
            throw new GraphConfigurationException(FaultKind.BadSetting, "A fallback has no alternatives. Give it at least one task to try.");
        }

        return TaskDefinition.OfBodies(
            new TaskDescriptor("fallback") { Inlets = inlets, Outlets = all[0].Body.Outlets },
            [.. all.Select(a => a.Body).Distinct()],
            FirstAsync,
            all.All(a => a.Body.GivesValues));

        async ValueTask<object[]> FirstAsync(TaskScope scope, Arguments arguments, CancellationToken token)
        {
            List<(string, Exception)>? failures = null;
            foreach (Alternative alternative in all)
            {
                try
                {
                    return await alternative.Body.RunAsync(scope, alternative.Values(arguments.Values), arguments.Iteration, token).ConfigureAwait(true);
                }
                catch (Exception cause) when (!token.IsCancellationRequested && cause is not OutOfMemoryException)
                {
                    // Of a method the alternative's name says which; of a graph, which task in it failed is worth a word.
                    bool isMethod = alternative.Task.Graph is null;
                    (failures ??= []).Add((alternative.Name, isMethod && cause is TaskFailedException { InnerException: { } thrown } ? thrown : cause));
                }
            }

            throw new AlternativesFailedException(failures!);
        }
    }

    private static IEnumerable<Type?> Types(Body body) => [.. body.Inlets.Select(i => i.ItemType), null, .. body.Outlets.Select(o => o.ItemType)];

    /// <summary>What is tried.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Body">The task as a body.</param>
    /// <param name="Name">What the attempt is called when it failed.</param>
    /// <param name="Values">Gives what the task's inlets are given, of what was read.</param>
    private sealed record Alternative(TaskDefinition Task, Body Body, string Name, Func<object?[], object?[]> Values);
}
