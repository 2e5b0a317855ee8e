namespace Millstream.Stages;

/// <summary>The outlet of a task whose dead letters go on by an outlet of their own.</summary>
/// <remarks>
/// Both end together. The task is wanted as long as one of them is read; an outlet that nobody ever read keeps it going only where nobody
/// reads the other either.
/// </remarks>
internal sealed class LetterSink<T>(SpanSink<T> main, LetterBox letters) : SpanSink<T>
{
    private bool _isMainClosed;

    public override int NotBegun => main.NotBegun;

    public override int Reserve()
    {
        int ofLetters = letters.Reserve();
        int ofMain = _isMainClosed ? Closed : main.Reserve();
        _isMainClosed = ofMain < 0;
        if (ofLetters < 0)
        {
            return main is IDiscards { IsDiscarding: true } ? Closed : ofMain;
        }

        return _isMainClosed ? ofLetters : Math.Min(ofMain, ofLetters);
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        // What failed before these goes on before them, should a step behind fail over them.
        letters.Reserve();
        if (!_isMainClosed)
        {
            main.Push(items);
        }
    }

    public override bool Complete(Exception? error)
    {
        // Both are asked each time: who has ended already does not mind.
        bool isMainDone = main.Complete(error);
        bool isLettersDone = letters.Complete(error);
        return isMainDone && isLettersDone;
    }
}
