namespace Millstream;

/// <summary>What a task may say of one call: emit an item, emit nothing, or end itself.</summary>
/// <remarks>The default value emits nothing.</remarks>
public readonly struct Step<T>
{
    private Step(bool hasItem, T? item, bool isFinish, bool hasResult, object? result)
    {
        HasItem = hasItem;
        Item = item;
        IsFinish = isFinish;
        HasResult = hasResult;
        Result = result;
    }

    internal bool HasItem { get; }

    internal T? Item { get; }

    internal bool IsFinish { get; }

    internal bool HasResult { get; }

    internal object? Result { get; }

    /// <summary>Gives the same step for an item with marks.</summary>
    internal Step<Marked<T>> Carrying(ItemMarks marks) =>
        new(HasItem, HasItem ? new Marked<T>(Item!, marks) : default, IsFinish, HasResult, Result);

    /// <summary>Emits <paramref name="item"/>; <see langword="null"/> is an item too.</summary>
    public static Step<T> Emit(T item) => new(hasItem: true, item, isFinish: false, hasResult: false, null);

    /// <summary>Emits nothing for this call.</summary>
    public static Step<T> Skip() => default;

    /// <summary>Ends the task: consumers take what it emitted, then end; nothing more is read.</summary>
    public static Step<T> Finish() => new(hasItem: false, default, isFinish: true, hasResult: false, null);

    /// <summary>Ends the task with a result for whoever fetches it.</summary>
    public static Step<T> Finish(object? result) => new(hasItem: false, default, isFinish: true, hasResult: true, result);

    /// <summary>Emits a last item and ends the task with a result, which is another thing than the item.</summary>
    public static Step<T> FinishWith(T last, object? result = null) => new(hasItem: true, last, isFinish: true, hasResult: true, result);

    /// <summary>The same, and the task ends with it.</summary>
    internal Step<T> AsLast() => new(HasItem, Item, isFinish: true, HasResult, Result);

    /// <summary>Emits <paramref name="item"/>, so that a method may simply return it.</summary>
    public static implicit operator Step<T>(T item) => Emit(item);

    /// <summary>Stands for <see cref="Skip"/>.</summary>
    public static implicit operator Step<T>(Step.Nothing nothing) => Skip();
}

/// <summary>Makes steps where the item type can be told from the place: <c>x > 0 ? x : Step.Skip()</c>.</summary>
public static class Step
{
    /// <summary>Emits <paramref name="item"/>.</summary>
    public static Step<T> Emit<T>(T item) => Step<T>.Emit(item);

    /// <summary>Emits nothing for this call.</summary>
    public static Nothing Skip() => default;

    /// <summary>Ends the task.</summary>
    public static Step<T> Finish<T>(object? result = null) => Step<T>.Finish(result);

    /// <summary>Stands for a step that emits nothing, of whatever item type.</summary>
    public readonly struct Nothing;
}
