namespace Millstream.Tasks;

/// <summary>An error that passes by itself, and says how long that takes: a repetition waits at least so long, an hour at most.</summary>
internal interface IRetryAfter
{
    /// <summary>Gets how long.</summary>
    TimeSpan After { get; }
}
