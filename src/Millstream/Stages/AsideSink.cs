namespace Millstream.Stages;

/// <summary>Two outlets as one: what is pushed goes on by the first, what is set aside by the second, if anybody reads it.</summary>
/// <remarks>Both end together. The task is wanted as long as one of them is read; what the other would have got is then left out.</remarks>
internal sealed class AsideSink<T, TAside>(TaskScope task, SpanSink<T> main, SpanSink<TAside>? aside) : SpanSink<T>
{
    private bool _isMainClosed;
    private bool _isAsideClosed = aside is null;

    public override int Reserve()
    {
        int ofMain = _isMainClosed ? Closed : main.Reserve();
        int ofAside = _isAsideClosed ? Closed : aside!.Reserve();
        _isMainClosed = ofMain < 0;
        _isAsideClosed = ofAside < 0;
        return _isMainClosed ? ofAside : _isAsideClosed ? ofMain : Math.Min(ofMain, ofAside);
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        if (!_isMainClosed)
        {
            main.Push(items);
        }
    }

    /// <summary>Sets an item aside; one for each item that <see cref="Reserve"/> allowed.</summary>
    public void PushAside(TAside item)
    {
        if (!_isAsideClosed)
        {
            task.Emitted++;
            aside!.Push(new ReadOnlySpan<TAside>(in item));
        }
    }

    public override void Pause(bool isPaused) => main.Pause(isPaused);

    public override bool Complete(Exception? error)
    {
        // Both are asked each time: who has ended already does not mind.
        bool isMainDone = main.Complete(error);
        bool isAsideDone = aside is null || aside.Complete(error);
        return isMainDone && isAsideDone;
    }
}
