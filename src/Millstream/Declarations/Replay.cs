namespace Millstream;

/// <summary>What an outlet gives somebody who begins to read it while its run goes on (<see cref="GraphRun.View{T}"/>).</summary>
public enum Replay
{
    /// <summary>What is given from then on; before it, that the outlet pauses, where it does.</summary>
    None,

    /// <summary>The last item that was given, first.</summary>
    Last,
}
