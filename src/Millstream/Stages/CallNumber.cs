namespace Millstream.Stages;

/// <summary>The number of the item that a thread begins a call for, of a task that makes several calls at once. Whoever needs it reads it before the call first waits.</summary>
internal static class CallNumber
{
    [ThreadStatic]
    private static long _begun;

    public static long Begun => _begun;

    public static void Begin(long index) => _begun = index;
}
