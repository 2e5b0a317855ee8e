namespace Millstream.Stages;

/// <summary>An outlet of a task whose dead letters go on by an outlet of their own.</summary>
/// <remarks>
/// They end together, as do several outlets of one task. The task is wanted as long as one of them is read; an outlet that nobody ever read keeps it going only
/// where nobody reads the other either.
/// </remarks>
internal sealed class LetterSink<T> : SpanSink<T>
{
    private readonly SpanSink<T> _main;
    private readonly LetterBox _letters;
    private bool _isMainClosed;
    private bool _isEnding;

    public LetterSink(SpanSink<T> main, LetterBox letters)
    {
        _main = main;
        _letters = letters;
        letters.Opened();
    }

    public override int NotBegun => _main.NotBegun;

    public override int Reserve()
    {
        int ofLetters = _letters.Reserve();
        int ofMain = _isMainClosed ? Closed : _main.Reserve();
        _isMainClosed = ofMain < 0;
        if (ofLetters < 0)
        {
            return _main is IDiscards { IsDiscarding: true } ? Closed : ofMain;
        }

        return _isMainClosed ? ofLetters : Math.Min(ofMain, ofLetters);
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        // What failed before these goes on before them, should a step behind fail over them.
        _letters.Reserve();
        if (!_isMainClosed)
        {
            _main.Push(items);
        }
    }

    public override bool Complete(Exception? error)
    {
        // Both are asked each time: who has ended already does not mind.
        bool isMainDone = _main.Complete(error);
        if (!_isEnding)
        {
            _isEnding = true;
            _letters.Ending();
        }

        bool isLettersDone = _letters.Complete(error);
        return isMainDone && isLettersDone;
    }
}
