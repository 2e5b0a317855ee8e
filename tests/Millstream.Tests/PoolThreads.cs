using System.Runtime.CompilerServices;

namespace Millstream;

/// <summary>Tests block pool threads on purpose (gates in synchronous bodies); the pool shall not wait to add others.</summary>
internal static class PoolThreads
{
    private const int Least = 16;

    [ModuleInitializer]
    internal static void Have()
    {
        ThreadPool.GetMinThreads(out _, out int ports);
        ThreadPool.SetMinThreads(Least, ports);
    }
}
