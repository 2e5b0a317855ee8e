using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>The user's code of a task that is called for each item: the same for every run, or made for each from what the run offers.</summary>
internal sealed class CallBody<TIn, TMade>
{
    private readonly Func<StageWiring, Func<TIn, TMade>>? _synchronous;
    private readonly Func<StageWiring, Func<TIn, CancellationToken, ValueTask<TMade>>> _asynchronous;

    /// <summary>A synchronous function.</summary>
    public CallBody(Func<TIn, TMade> function)
        : this(_ => function)
    {
    }

    /// <summary>An asynchronous function.</summary>
    public CallBody(Func<TIn, CancellationToken, ValueTask<TMade>> function) => _asynchronous = _ => function;

    private CallBody(Func<StageWiring, Func<TIn, TMade>> synchronous)
    {
        _synchronous = synchronous;
        _asynchronous = wiring =>
        {
            Func<TIn, TMade> function = synchronous(wiring);
            return (item, _) => new ValueTask<TMade>(function(item));
        };
    }

    private CallBody(Func<StageWiring, Func<TIn, CancellationToken, ValueTask<TMade>>> asynchronous) => _asynchronous = asynchronous;

    /// <summary>A synchronous function that is made anew for each run.</summary>
    public static CallBody<TIn, TMade> OfRun(Func<StageWiring, Func<TIn, TMade>> make) => new(make);

    /// <summary>An asynchronous function that is made anew for each run.</summary>
    public static CallBody<TIn, TMade> OfRun(Func<StageWiring, Func<TIn, CancellationToken, ValueTask<TMade>>> make) => new(make);

    /// <summary>A synchronous function that is given its task's context.</summary>
    public static CallBody<TIn, TMade> WithContext(Func<TIn, TaskContext, TMade> function) => new(wiring =>
    {
        var context = new TaskContext(wiring.Task, wiring.Stage);
        return item => function(item, context.ForCall());
    });

    /// <summary>An asynchronous function that is given its task's context, and the token of the call.</summary>
    public static CallBody<TIn, TMade> WithContext(Func<TIn, TaskContext, ValueTask<TMade>> function) => new(wiring =>
    {
        var context = new TaskContext(wiring.Task, wiring.Stage);
        return (item, token) => function(item, context.For(token));
    });

    /// <summary>Gives the same code for items that carry marks.</summary>
    /// <param name="carry">Puts the marks of the item to what was made of it.</param>
    public CallBody<Marked<TIn>, TCarried> Carrying<TCarried>(Func<Marked<TIn>, TMade, TCarried> carry)
    {
        return _synchronous is not null
            ? new CallBody<Marked<TIn>, TCarried>(Synchronous)
            : new CallBody<Marked<TIn>, TCarried>(Asynchronous);

        Func<Marked<TIn>, TCarried> Synchronous(StageWiring wiring)
        {
            Func<TIn, TMade> function = _synchronous(wiring);
            return item => carry(item, function(item.Item));
        }

        Func<Marked<TIn>, CancellationToken, ValueTask<TCarried>> Asynchronous(StageWiring wiring)
        {
            Func<TIn, CancellationToken, ValueTask<TMade>> function = _asynchronous(wiring);
            return (item, token) =>
            {
                ValueTask<TMade> made = function(item.Item, token);
                return made.IsCompletedSuccessfully ? new ValueTask<TCarried>(carry(item, made.Result)) : LaterAsync(item, made);
            };
        }

        // On the context that the user's own code comes back to: away from it, a run that is driven by one thread would look idle.
        async ValueTask<TCarried> LaterAsync(Marked<TIn> item, ValueTask<TMade> made) => carry(item, await made.ConfigureAwait(true));
    }

    public bool IsSynchronous => _synchronous is not null;

    /// <summary>Gives the function for one run. To be called where <see cref="IsSynchronous"/>.</summary>
    public Func<TIn, TMade> Synchronous(StageWiring wiring)
    {
        Func<TIn, TMade> function = _synchronous!(wiring);
        return wiring.Task.Run.WatchOf(wiring.Task)?.Around(function) ?? function;
    }

    /// <summary>Gives the function for one run, asynchronous in any case.</summary>
    public Func<TIn, CancellationToken, ValueTask<TMade>> Asynchronous(StageWiring wiring)
    {
        Func<TIn, CancellationToken, ValueTask<TMade>> function = _asynchronous(wiring);
        return wiring.Task.Run.WatchOf(wiring.Task)?.Around(function) ?? function;
    }
}
