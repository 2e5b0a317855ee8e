using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

// The shapes that a method may have: what the generator calls.
public sealed partial class TaskDefinition
{
    /// <summary>Defines a task of a synchronous method that is called for each item.</summary>
    /// <param name="descriptor">What is known of it.</param>
    /// <param name="inlets">What one call gets.</param>
    /// <param name="outlets">What becomes of what it returns.</param>
    /// <param name="bind">Makes the function for one run.</param>
    /// <param name="combine">How several inlets of single items are read.</param>
    public static TaskDefinition Call<TIn, TMade>(
        TaskDescriptor descriptor, TaskInlets<TIn> inlets, TaskOutlets<TMade> outlets, Func<TaskActivation, Func<TIn, TMade>> bind, Combine combine = Combine.Zip) => new(
            descriptor,
            place => OutletsOf(descriptor, outlets).Make(
                place.Name,
                place.Options,
                inlets.Bind(place),
                CallBody<TIn, TMade>.OfRun(wiring => bind(new TaskActivation(wiring, place)))))
        {
            GivesValues = outlets.IsOneToOne,
            Combine = combine,
        };

    /// <summary>Defines a task of an asynchronous method that is called for each item.</summary>
    /// <inheritdoc cref="Call{TIn, TMade}(TaskDescriptor, TaskInlets{TIn}, TaskOutlets{TMade}, Func{TaskActivation, Func{TIn, TMade}}, Combine)"/>
    public static TaskDefinition Call<TIn, TMade>(
        TaskDescriptor descriptor,
        TaskInlets<TIn> inlets,
        TaskOutlets<TMade> outlets,
        Func<TaskActivation, Func<TIn, CancellationToken, ValueTask<TMade>>> bind,
        Combine combine = Combine.Zip) => new(
            descriptor,
            place => OutletsOf(descriptor, outlets).Make(
                place.Name,
                place.Options,
                inlets.Bind(place),
                CallBody<TIn, TMade>.OfRun(wiring => bind(new TaskActivation(wiring, place)))))
        {
            GivesValues = outlets.IsOneToOne,
            Combine = combine,
        };

    /// <summary>Defines a task of a static synchronous method of one item, whose loop is compiled for this method alone.</summary>
    /// <param name="descriptor">What is known of it.</param>
    public static TaskDefinition Function<TIn, TOut, TFunction>(TaskDescriptor descriptor)
        where TFunction : struct, IItemFunction<TIn, TOut>
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        TaskInlets<TIn> inlets = TaskInlets.Item<TIn>(descriptor.Inlets[0].Name);
        return new TaskDefinition(
            descriptor,
            place => place.Options is { HasPolicy: false, Calls: null, Evaluations: null } && !descriptor.Inlets[0].Waits
                ? new FunctionTask<TIn, TOut, TFunction>(place.Name, place.Options, descriptor.Inlets[0].Name, descriptor.Outlets[0].Name)
                : TaskOutlets.Item(ItemOutlets.One<TOut>(descriptor.Outlets[0].Name))
                    .Make(place.Name, place.Options, inlets.Bind(place), new CallBody<TIn, TOut>(TFunction.Invoke)))
        {
            GivesValues = true,
        };
    }

    /// <summary>Defines a task of a method that is called for each item and gives an asynchronous sequence.</summary>
    /// <inheritdoc cref="Call{TIn, TMade}(TaskDescriptor, TaskInlets{TIn}, TaskOutlets{TMade}, Func{TaskActivation, Func{TIn, TMade}}, Combine)"/>
    public static TaskDefinition CallMany<TIn, TOut>(
        TaskDescriptor descriptor, TaskInlets<TIn> inlets, ItemOutlets<TOut> outlets, Func<TaskActivation, Func<TIn, IAsyncEnumerable<TOut>>> bind, Combine combine = Combine.Zip) => new(
            descriptor,
            place => descriptor.HasPieces
                ? outlets.OfPieces().Of(new AsyncFlattenTask<TIn, Piece<TOut>>(
                    place.Name, place.Options, inlets.Bind(place), wiring => new NumberedPieces<TOut>().Of(bind(new TaskActivation(wiring, place)))))
                : outlets.Of(new AsyncFlattenTask<TIn, TOut>(
                    place.Name, place.Options, inlets.Bind(place), wiring => bind(new TaskActivation(wiring, place)))))
        {
            Combine = combine,
        };

    /// <summary>Defines a task of a method that gives items to its outlets by hand.</summary>
    /// <param name="descriptor">What is known of it.</param>
    /// <param name="bind">Opens inlets and outlets for one run, and makes the function that calls the method.</param>
    public static TaskDefinition Emitting(TaskDescriptor descriptor, Func<TaskActivation, Func<Task>> bind)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return new TaskDefinition(descriptor, place => new EmittingTask(place, bind)) { IsCalledOnce = true };
    }

    /// <summary>Defines a source of a method that gives a sequence.</summary>
    /// <param name="descriptor">What is known of it.</param>
    /// <param name="outlets">Where the items go.</param>
    /// <param name="bind">Makes the function for one run.</param>
    public static TaskDefinition Source<TOut>(
        TaskDescriptor descriptor, ItemOutlets<TOut> outlets, Func<TaskActivation, Func<IEnumerable<TOut>>> bind) => new(
            descriptor,
            place => OfOneCall(descriptor, outlets, place.Options.OnGenerator(place.Name).RetryRule is null
                ? new SequenceTask<TOut>(place.Name, place.Options, wiring => bind(new TaskActivation(wiring, place)))
                : new LiveTask<TOut>(place.Name, place.Options, [], [Port.Of<TOut>(ItemOutlets.DefaultName)], wiring =>
                {
                    Func<IEnumerable<TOut>> method = bind(new TaskActivation(wiring, place));
                    return (() => RestartedSequence.Of(() => method().ToAsyncEnumerable(), wiring.Task, place.Options), []);
                })))
        {
            IsCalledOnce = true,
        };

    /// <summary>Defines a task of a method that reads inlets as live streams, or a source that gives an asynchronous sequence.</summary>
    /// <param name="descriptor">What is known of it.</param>
    /// <param name="outlets">Where the items go.</param>
    /// <param name="bind">Opens the inlets for one run, by their numbers, and makes the function that calls the method.</param>
    public static TaskDefinition Live<TOut>(
        TaskDescriptor descriptor, ItemOutlets<TOut> outlets, Func<TaskActivation, Func<IAsyncEnumerable<TOut>>> bind)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(outlets);
        return new TaskDefinition(
            descriptor,
            place => OfOneCall(descriptor, outlets, new LiveTask<TOut>(
                place.Name,
                descriptor.Inlets.Count == 0 ? place.Options.OnGenerator(place.Name) : place.Options.InOneCall(place.Name),
                [.. descriptor.Inlets.Select(i => i.Port)],
                [.. outlets.Ports.Take(descriptor.Outlets.Count)],
                wiring =>
                {
                    var activation = new TaskActivation(wiring, place);
                    Func<IAsyncEnumerable<TOut>> method = bind(activation);
                    return (Open, activation.Readers);

                    IAsyncEnumerable<TOut> Open() => place.Options.RetryRule is null || descriptor.Inlets.Count > 0
                        ? UserCode.Under(wiring.Task.Run.UserContext, method())
                        : RestartedSequence.Of(() => UserCode.Under(wiring.Task.Run.UserContext, method()), wiring.Task, place.Options);
                },
                descriptor.ReadsSignals)
            {
                ReadsSignals = descriptor.ReadsSignals,
            }))
        {
            IsCalledOnce = true,
        };
    }

    /// <summary>Gives the outlets of a task that is called for each item: where they have a mode, each call's items are the pieces of its value.</summary>
    private static TaskOutlets<TMade> OutletsOf<TMade>(TaskDescriptor descriptor, TaskOutlets<TMade> outlets) => !descriptor.HasPieces
        ? outlets
        : outlets.OfPieces() ?? throw new ArgumentException(
            $"A call of '{descriptor.Name}' gives one item at most, and its outlet has the mode {descriptor.Outlets[0].Mode}, which is for values that grow. "
            + "Give a sequence of pieces, or leave the mode out.",
            nameof(descriptor));

    private static TaskBody OfOneCall<TOut>(TaskDescriptor descriptor, ItemOutlets<TOut> outlets, TaskBody task) =>
        descriptor.HasPieces ? outlets.OfOneValue(task) : outlets.Of(task);
}
