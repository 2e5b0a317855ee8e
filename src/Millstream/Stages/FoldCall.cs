namespace Millstream.Stages;

/// <summary>What a call of a fold gives for one item: nothing, as the state keeps it.</summary>
internal readonly struct Folded;

/// <summary>Takes one item into a state that no other call uses meanwhile.</summary>
internal sealed class FoldCall<T, TState>(ItemCall<(TState State, T Item), TState> fold, Accumulators<TState> states) : ItemCall<T, Folded>
{
    public override ValueTask<Folded> InvokeAsync(T item, long index, CancellationToken cancellationToken)
    {
        ValueCell<TState> state = states.Take();
        ValueTask<TState> call;
        try
        {
            call = fold.InvokeAsync((state.Value, item), index, cancellationToken);
            if (!call.IsCompletedSuccessfully)
            {
                return FinishAsync(state, call);
            }

            state.Value = call.Result;
        }
        catch
        {
            states.Return(state);
            throw;
        }

        states.Return(state);
        return default;
    }

    private async ValueTask<Folded> FinishAsync(ValueCell<TState> state, ValueTask<TState> call)
    {
        try
        {
            state.Value = await call.ConfigureAwait(false);
            return default;
        }
        finally
        {
            states.Return(state);
        }
    }
}
