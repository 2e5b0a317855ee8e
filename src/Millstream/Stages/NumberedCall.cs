using Millstream.Graphs;

namespace Millstream.Stages;

/// <summary>What a call made, with the item that it was called for and the number of that: for a step behind the call that may fail over it.</summary>
internal readonly record struct Numbered<TIn, TMade>(TMade Made, long Number, TIn Item) : INumbered, ICarriesItem
{
    object? ICarriesItem.Item => Item is ICarriesItem carrier ? carrier.Item : Item;
}

/// <summary>Something that knows which item of the task it was made of.</summary>
internal interface INumbered
{
    long Number { get; }
}

/// <summary>A call whose result remembers what it was called for.</summary>
internal sealed class NumberedCall<TIn, TMade>(ItemCall<TIn, TMade> call) : ItemCall<TIn, Numbered<TIn, TMade>>
{
    public override ValueTask<Numbered<TIn, TMade>> InvokeAsync(TIn item, long index, CancellationToken cancellationToken)
    {
        ValueTask<TMade> made = call.InvokeAsync(item, index, cancellationToken);
        return made.IsCompletedSuccessfully ? new(new Numbered<TIn, TMade>(made.Result, index, item)) : Awaited(made, item, index);
    }

    private static async ValueTask<Numbered<TIn, TMade>> Awaited(ValueTask<TMade> made, TIn item, long index) =>
        new(await made.ConfigureAwait(false), index, item);
}
