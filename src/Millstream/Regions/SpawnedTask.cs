using Millstream.Regions;

namespace Millstream;

/// <summary>A task that was spawned: a handle to watch it, wait for it and end it.</summary>
/// <remarks>Thread-safe. Holding a handle keeps nothing running, and letting go of it stops nothing.</remarks>
public abstract class SpawnedTask
{
    private volatile IReadOnlyList<SpawnedTask> _needs;

    private protected SpawnedTask(string name, IReadOnlyList<SpawnedTask> needs)
    {
        Name = name;
        _needs = needs;
    }

    /// <summary>Gets the name that errors, events and pictures show: the method's, or the one given in the options.</summary>
    public string Name { get; }

    /// <summary>Gets where the task stands; <see cref="RunStatus.Pending"/> until it is started.</summary>
    public abstract RunStatus Status { get; }

    /// <summary>Waits until the task has ended, whichever way; <see cref="Status"/> tells then which.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <exception cref="InvalidOperationException">The block that spawned it is still open, it was never started, or the caller is a task that it waits for.</exception>
    public abstract Task WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends this task alone: a body in progress gets its token, none is begun any more, and what the task emitted arrives.</summary>
    /// <param name="cancellationToken">Ends the wait. It does not undo the cancelling.</param>
    /// <returns>A task that ends when no body runs any more, or after the grace time.</returns>
    public abstract Task CancelAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;

    /// <summary>Gets the tasks whose output, result or end this one waits for; forgotten when it has ended, so that a long row of tasks is not kept alive.</summary>
    internal IReadOnlyList<SpawnedTask> Needs => _needs;

    /// <summary>A queue lets this task wait for others. To be called before it is started, by one thread.</summary>
    internal void AlsoNeed(IReadOnlyList<SpawnedTask> others) => _needs = [.. _needs, .. others];

    internal void ForgetNeeds() => _needs = [];

    /// <summary>Refuses a wait that could never end: the caller's own body is what this task waits for.</summary>
    private protected void ThrowIfAwaitedInside()
    {
        if (RunningTask.Current is { } caller && WayTo(caller) is { } way)
        {
            throw new InvalidOperationException(
                way.Count == 1
                    ? $"The task '{Name}' waits for its own end inside its body, which would never come. Finish it from the inside instead."
                    : $"The task '{caller.Name}' waits inside its body for '{Name}', which cannot end before it does: "
                    + $"{string.Join(" -> ", way.Select(t => $"'{t.Name}'"))}. Wait for it outside.");
        }
    }

    /// <summary>Gives the tasks from <paramref name="end"/> to this one along what each needs, or null when there is no such way.</summary>
    private List<SpawnedTask>? WayTo(SpawnedTask end)
    {
        var cameFrom = new Dictionary<SpawnedTask, SpawnedTask?> { [this] = null };
        var waiting = new Queue<SpawnedTask>([this]);
        while (waiting.TryDequeue(out SpawnedTask? next))
        {
            if (next == end)
            {
                var way = new List<SpawnedTask>();
                for (SpawnedTask? at = next; at is not null; at = cameFrom[at])
                {
                    way.Add(at);
                }

                return way;
            }

            foreach (SpawnedTask need in next.Needs)
            {
                if (cameFrom.TryAdd(need, next))
                {
                    waiting.Enqueue(need);
                }
            }
        }

        return null;
    }
}
