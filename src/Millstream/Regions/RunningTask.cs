namespace Millstream.Regions;

/// <summary>Tells in whose body the caller runs.</summary>
internal static class RunningTask
{
    private static readonly AsyncLocal<SpawnedTask?> Inner = new();

    /// <summary>Gets the spawned task whose body this is; null outside.</summary>
    public static SpawnedTask? Current => Inner.Value;

    /// <summary>From here on, in this method and what it calls, it is <paramref name="task"/>'s.</summary>
    public static void Enter(SpawnedTask? task) => Inner.Value = task;
}
