namespace Millstream.General;

/// <summary>Plays a recording: with the gaps that its items had, their times moved so that the first has that of the moment at which the playing began.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <param name="recording">What is played.</param>
/// <param name="loops">Whether it begins anew at its end.</param>
/// <param name="output">Takes the items; pauses while nothing is played.</param>
/// <param name="context">Tells the clock.</param>
internal sealed class Playback<T>(Recording<T> recording, bool loops, Outlet<T> output, TaskContext context)
{
    // So many items that are due are given in one go; then the inlets have their turn.
    private const int Burst = 256;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);

    // A round that tells no gap by its items.
    private static readonly TimeSpan LoneGap = TimeSpan.FromSeconds(1);

    private bool _isAsked;
    private bool _isPlaying;

    /// <summary>Whether it has been played to its end since it was asked for.</summary>
    private bool _isOver;

    private long _position;

    /// <summary>When the first item of the round was due, and the one before the next.</summary>
    private DateTimeOffset _first;
    private DateTimeOffset _last;

    /// <summary>What is added to the times of the round; null before its first item with a time.</summary>
    private TimeSpan? _offset;

    /// <summary>How many items with a time the round had.</summary>
    private long _timed;

    private bool _isAtHand;
    private T _item = default!;
    private DateTimeOffset? _time;

    /// <summary>Says whether the recording is to be played. What is played begins with the oldest item, each time anew.</summary>
    public void Ask(bool isAsked)
    {
        if (isAsked != _isAsked)
        {
            _isAsked = isAsked;
            Stop(isOver: false);
        }
    }

    /// <summary>The recording was cleared: if it is to be played, that begins with the next item recorded.</summary>
    public void Reset() => Stop(isOver: false);

    /// <summary>Gives what is due.</summary>
    /// <param name="isLast">Whether no round follows this one.</param>
    /// <returns>When to come again; null for when something changes.</returns>
    public async ValueTask<DateTimeOffset?> PlayAsync(bool isLast)
    {
        DateTimeOffset now = context.Time.GetUtcNow();
        if (_isAsked && !_isPlaying && !_isOver && !recording.IsEmpty)
        {
            _isPlaying = true;
            Begin(now);
        }

        await output.SetPausedAsync(!_isPlaying, context.CancellationToken).ConfigureAwait(true);
        for (int given = 0; _isPlaying;)
        {
            if (!_isAtHand && !recording.TryRead(ref _position, out _item, out _time))
            {
                if (!loops || isLast)
                {
                    Stop(isOver: true);
                    await output.SetPausedAsync(isPaused: true, context.CancellationToken).ConfigureAwait(true);
                    return null;
                }

                Begin(_last + Gap());
                continue;
            }

            _isAtHand = true;
            DateTimeOffset due = _time is not { } time ? _last : time + (_offset ?? _last - time);
            if (due > now)
            {
                return due;
            }

            if (given == Burst)
            {
                return now + Turn;
            }

            _isAtHand = false;
            _last = due > _last ? due : _last;
            _offset ??= _time is null ? null : _last - _time;
            _timed += _time is null ? 0 : 1;
            given++;
            await output.EmitAsync(_item, _time is null ? null : _last, context.CancellationToken).ConfigureAwait(true);
        }

        return null;
    }

    private void Begin(DateTimeOffset at)
    {
        _position = recording.Begin;
        (_first, _last, _offset, _timed, _isAtHand) = (at, at, null, 0, false);
    }

    private void Stop(bool isOver) => (_isPlaying, _isOver, _isAtHand) = (false, isOver, false);

    /// <summary>How long after the last item of a round the next begins: the mean of the gaps in it.</summary>
    private TimeSpan Gap() => _timed > 1 && _last > _first ? (_last - _first) / (_timed - 1) : LoneGap;
}
