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

    /// <summary>Gives what a call comes from; a call that is repeated comes from the same.</summary>
    public ActivityContext Begin(int attempt)
    {
        if (attempt == 1)
        {
            _before = Context;
        }

        return _before;
    }
}
