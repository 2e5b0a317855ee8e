namespace Millstream.Stages;

/// <summary>The end of a fold that a head calls: gives the state on when all items were taken.</summary>
internal sealed class FoldEnd<TState>(TaskScope task, Func<TState> result, SpanSink<TState> next) : SpanSink<Folded>
{
    private TState? _result;
    private bool _hasResult;
    private bool _isGiven;

    public override int Reserve() => next.Reserve() < 0 ? Closed : int.MaxValue;

    public override void Push(ReadOnlySpan<Folded> items)
    {
    }

    public override bool Complete(Exception? error)
    {
        if (error is null && !_isGiven)
        {
            int room = next.Reserve();
            if (room == 0)
            {
                return false;
            }

            if (room > 0)
            {
                Make();
                task.Emitted++;
                next.Push([_result!]);
            }
        }

        _isGiven = true;
        return next.Complete(error);
    }

    private void Make()
    {
        try
        {
            _result = _hasResult ? _result : result();
            _hasResult = true;
        }
        catch (Exception cause) when (cause is not StageFaultException)
        {
            _isGiven = true;
            task.Survives(cause, task.Received, attempt: 1, item: null);
            throw new StageFaultException(task, task.Error(cause, index: null), next);
        }
    }
}
