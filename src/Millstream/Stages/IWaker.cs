namespace Millstream.Stages;

/// <summary>Whoever waits at one end of an edge: a stage, or a reader outside the run.</summary>
internal interface IWaker
{
    /// <summary>Says that what is waited for may be there now. Never called under a lock; may be called for nothing.</summary>
    void Wake();

    /// <summary>Gets whether this end is outside the run, so that a run in which all stages wait for it is not stalled.</summary>
    bool IsOutside { get; }
}
