using System.Diagnostics;

namespace Millstream.Stages;

/// <summary>Which call the item came from that a stage is at: the next call links to it, and becomes it. There is one for each stage, in runs whose traces somebody listens to.</summary>
internal sealed class ItemTrace
{
    private static readonly AsyncLocal<ItemTrace?> CurrentCall = new();

    /// <summary>What the item came from before the call of the present task began.</summary>
    private ActivityContext _before;

    /// <summary>Gets or sets the trace of the calling code's own item, where a stage is at several items at once.</summary>
    public static ItemTrace? OfCall
    {
        get => CurrentCall.Value;
        set => CurrentCall.Value = value;
    }

    /// <summary>Gets or sets what the item came from; the default for nothing that is known.</summary>
    public ActivityContext Context { get; set; }

    /// <summary>Begins a call, which knows what it comes from and which what follows comes from; one that is repeated comes from the same.</summary>
    /// <param name="attempt">Which attempt it is, counted from 1.</param>
    /// <param name="begin">Begins the call's activity.</param>
    public Activity? Begin(int attempt, Func<ActivityContext, Activity?> begin)
    {
        if (attempt == 1)
        {
            _before = Context;
        }

        Activity? call = begin(_before);
        Context = call?.Context ?? _before;
        return call;
    }
}
