namespace Millstream.Testing;

/// <summary>Says which calls of a function fail, so that a test can watch what a graph makes of it.</summary>
/// <remarks>Calls are counted from 1, over all functions that the plan surrounds. Thread-safe.</remarks>
public sealed class FaultPlan
{
    private readonly Func<long, Exception?> _fault;
    private long _calls;

    private FaultPlan(Func<long, Exception?> fault) => _fault = fault;

    /// <summary>Gets how many calls there were, those that failed included.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Lets the calls of these numbers fail, with an <see cref="InvalidOperationException"/> that tells the number.</summary>
    public static FaultPlan OnCalls(params IReadOnlyCollection<long> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var failing = new HashSet<long>(calls);
        return When(call => failing.Contains(call) ? new InvalidOperationException($"Call {call} fails, as planned.") : null);
    }

    /// <summary>Lets calls fail at random.</summary>
    /// <param name="seed">Chooses the calls; the same seed chooses the same.</param>
    /// <param name="share">How many of all calls fail: from 0, none, to 1, all.</param>
    public static FaultPlan AtRandom(int seed, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return When(call => new Random(HashCodeOf(seed, call)).NextDouble() < share
            ? new InvalidOperationException($"Call {call} fails, as drawn from the seed {seed}.")
            : null);
    }

    /// <summary>Lets a function decide: it gets the number of the call, and gives what the call throws, or null.</summary>
    public static FaultPlan When(Func<long, Exception?> fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new FaultPlan(fault);
    }

    /// <summary>Gives <paramref name="function"/> with the plan's faults.</summary>
    public Func<TIn, TOut> Around<TIn, TOut>(Func<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return item =>
        {
            ThrowIfPlanned();
            return function(item);
        };
    }

    /// <summary>Counts a call, and throws if it is one that fails: for code that is no function of one argument.</summary>
    public void ThrowIfPlanned()
    {
        if (_fault(Interlocked.Increment(ref _calls)) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>The same in every process, which <see cref="HashCode"/> is not: the finaliser of MurmurHash3.</summary>
    private static int HashCodeOf(int seed, long call)
    {
        ulong hash = unchecked(((ulong)(uint)seed << 32) ^ (ulong)call);
        hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL);
        return unchecked((int)(hash ^ (hash >> 33)));
    }
}
