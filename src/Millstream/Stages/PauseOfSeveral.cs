namespace Millstream.Stages;

/// <summary>Makes of the pauses of several inlets one of what is read from them together.</summary>
internal static class PauseOfSeveral
{
    /// <summary>It pauses while all of them do: each of them alone can bring the next.</summary>
    public static void OnAll(IReadOnlyList<InletReader> inlets, Action<bool> changed) => On(inlets, changed, least: inlets.Count);

    /// <summary>It pauses while one of them does: all are needed for the next.</summary>
    public static void OnAny(IReadOnlyList<InletReader> inlets, Action<bool> changed) => On(inlets, changed, least: 1);

    private static void On(IReadOnlyList<InletReader> inlets, Action<bool> changed, int least)
    {
        int paused = 0;
        foreach (InletReader inlet in inlets)
        {
            inlet.OnPause(isPaused =>
            {
                bool before = paused >= least;
                paused += isPaused ? 1 : -1;
                if (before != paused >= least)
                {
                    changed(paused >= least);
                }
            });
        }
    }
}
