namespace Millstream.Execution;

/// <summary>Whether a reader outside the run waits, and which of its waits it is.</summary>
/// <remarks>
/// <para>
/// No locks: one number goes through idle, woken and the number of a wait, and each method is one step on it. The edge keeps the mark of a reader that found
/// nothing; this keeps whether the reader has gone on to wait, so that a wake-up between the two is not lost.
/// </para>
/// <para>
/// Waits are numbered, as a wake-up may be late: the reader may have taken the item that it was for, found the edge empty again and begun another wait,
/// which that wake-up must not end.
/// </para>
/// </remarks>
internal sealed class ReaderWait
{
    /// <summary>What <see cref="Wake"/> answers when nobody waits.</summary>
    public const long Nobody = 0;

    private const long Idle = 0;
    private const long Woken = 1;

    private long _state;
    private long _last = Woken;

    /// <summary>The reader is about to look: a wake-up before this is for what it will see. Called by the reader.</summary>
    public void Look() => Interlocked.Exchange(ref _state, Idle);

    /// <summary>The reader found nothing, left its mark, and waits; false when a wake-up came since <see cref="Look"/>. Called by the reader.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, ++_last, Idle) == Idle;

    /// <summary>Gives the wait that a wake-up finds. When there is none, the reader is told to look again before it waits. Called by anybody.</summary>
    public long Wake()
    {
        long found = Interlocked.CompareExchange(ref _state, Woken, Idle);
        return found > Woken ? found : Nobody;
    }

    /// <summary>Ends the wait that <see cref="Wake"/> gave; true for one caller only, who then lets the reader go on. Called by anybody.</summary>
    public bool TryEnd(long wait) => Interlocked.CompareExchange(ref _state, Idle, wait) == wait;
}
