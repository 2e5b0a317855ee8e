using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>Reads how a task runs from its attribute.</summary>
internal sealed class OptionsReader(AttributeData attribute, string taskName, List<Fault> faults)
{
    private readonly int _retry = attribute.Named<int>("Retry");
    private readonly int _timeout = attribute.Named<int>("TimeoutMs");
    private readonly int _idle = attribute.Named<int>("IdleTimeoutMs");
    private readonly int? _parallel = attribute.Named<int?>("Parallel");
    private readonly int _tolerance = attribute.Named<int>("Tolerance");
    private readonly bool? _isSynchronized = attribute.Named<bool?>("Synchronized");
    private readonly bool _isUnordered = attribute.Named<bool>("Unordered");

    /// <summary>Gets whether a call has a limited time.</summary>
    public bool HasTimeout => _timeout > 0;

    /// <summary>What is chained to the options.</summary>
    public string Read() =>
        (_retry > 0 ? $".Retry({_retry})" : "")
        + (_timeout > 0 ? $".Timeout(global::System.TimeSpan.FromMilliseconds({_timeout}))" : "")
        + (_idle > 0 ? $".IdleTimeout(global::System.TimeSpan.FromMilliseconds({_idle}))" : "")
        + (_parallel > 1 ? $".Parallel({_parallel})" : "")
        + (_isUnordered ? ".Unordered()" : "")
        + (_isSynchronized == false ? ".Synchronized(false)" : "")
        + (_tolerance > 0 ? $".Tolerance(global::System.TimeSpan.FromMilliseconds({_tolerance}))" : "");

    /// <summary>Finds options that are out of range, or that a task of this signature cannot have.</summary>
    public void Check(TaskModel task)
    {
        AtLeast("Retry", _retry, 0);
        AtLeast("TimeoutMs", _timeout, 0);
        AtLeast("IdleTimeoutMs", _idle, 0);
        AtLeast("Parallel", _parallel ?? 1, 1);
        AtLeast("Tolerance", _tolerance, 0);
        if (task.Timestamp is { } timestamp && (task.HasStream || task.Emits))
        {
            faults.Add(Fault.Of(TaskFaults.NoOneTime, attribute.Location(), taskName, timestamp.Name));
        }

        if (_parallel > 1 && task.SharedState is { } state)
        {
            faults.Add(Fault.Of(TaskFaults.StateInParallel, attribute.Location(), taskName, state.Name, $"{_parallel}", state.Type.Substring(state.Type.LastIndexOfAny([':', '.']) + 1)));
        }

        string? reason = task.HasStream || task.Emits ? "it is called once, and reads and gives by itself"
            : !IsSequence(task.Result.Shape) ? null
            : task.IsSource ? "it is a source, and what it gave would come twice"
            : task.Result.Shape == ResultShape.AsyncSequence ? "of what its sequence gave nothing can be taken back"
            : null;
        bool isGenerator = task.IsSource && !task.HasStream && !task.Emits;
        string? refused = _retry > 0 && !isGenerator ? "Retry" : _timeout > 0 && !(task.IsSource || task.HasStream || task.Emits) ? "TimeoutMs" : _parallel > 1 ? "Parallel"
            : _isUnordered && task.IsSource ? "Unordered" : null;
        if (reason is not null && refused is not null)
        {
            faults.Add(Fault.Of(TaskFaults.OptionNotHere, attribute.Location(), taskName, refused, reason));
        }
    }

    private static bool IsSequence(ResultShape shape) => shape is ResultShape.Sequence or ResultShape.AsyncSequence;

    private void AtLeast(string option, int value, int least)
    {
        if (value < least)
        {
            faults.Add(Fault.Of(TaskFaults.BadOption, attribute.Location(), taskName, option, $"{value}", $"{least}"));
        }
    }
}
