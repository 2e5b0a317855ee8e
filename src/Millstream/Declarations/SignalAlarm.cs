namespace Millstream;

/// <summary>A moment at which whoever reads signals is told, if nothing came before: <see cref="TaskContext.SignalsAsync(SignalAlarm, Inlet[])"/>.</summary>
/// <remarks>For the reader alone, to be set between two signals.</remarks>
public sealed class SignalAlarm
{
    /// <summary>Gets or sets the moment, by the run's clock; null for none. A signal tells that it has come, and is the only one until it is set again.</summary>
    public DateTimeOffset? At { get; set; }
}
