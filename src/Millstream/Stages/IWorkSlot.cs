namespace Millstream.Stages;

/// <summary>What a stage needs to work, in a run that limits how many do at the same time. The stage tells when it goes on, and when it waits.</summary>
internal interface IWorkSlot
{
    /// <summary>The stage goes on by a signal, as soon as it may: then <see cref="StageSignal.Go"/> is called.</summary>
    void Woken(StageSignal signal);

    /// <summary>A call goes on beside the stage, at once.</summary>
    void Hold();

    /// <summary>The stage, or a call beside it, waits.</summary>
    void Parked();
}
