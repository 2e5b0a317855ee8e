using GitPulse.Git;
using GitPulse.Tallies;
using Millstream;
using Millstream.Graphs;

namespace GitPulse;

/// <summary>The log, read once, and seven branches, each of which folds every commit into a tally of its own.</summary>
/// <remarks>
/// The branches run side by side, each behind a bounded edge: the slowest governs how fast git is read. A tally is made
/// anew for each run and touched by its own branch only, so none locks.
/// </remarks>
internal sealed class PulseGraph
{
    /// <summary>How many commits may wait before a branch. It bounds memory: a commit may hold many files.</summary>
    private const int CommitsOnEdge = 64;

    private readonly Flow<Commit> _log;

    /// <param name="options">Which history.</param>
    /// <param name="top">How many of the largest commits are kept; 0 for all.</param>
    /// <param name="stopping">Ends git, and with it the log, as if the history ended.</param>
    public PulseGraph(GitLogOptions options, int top, CancellationToken stopping)
    {
        _log = Flow.Iter(() => GitLog.ReadAsync(options, stopping), task => task.Named("log"));
        Totals = Branch("totals", static (tally, commit) => tally.Add(commit), static () => new Totals());
        Files = Branch("files", static (tally, commit) => tally.AddFiles(commit), static () => new NameTally());
        Directories = Branch(
            "directories", static (tally, commit) => tally.AddDirectories(commit), static () => new NameTally());
        Authors = Branch("authors", static (tally, commit) => tally.AddAuthor(commit), static () => new NameTally());
        Clock = Branch("clock", static (tally, commit) => tally.Add(commit), static () => new ClockTally());
        Weeks = Branch("weeks", static (tally, commit) => tally.Add(commit), static () => new WeekTally());
        Largest = Branch("largest", static (tally, commit) => tally.Add(commit), () => new LargestCommits(top));
        Outcomes = [Totals, Files, Directories, Authors, Clock, Weeks, Largest];
    }

    public FlowValue<Totals> Totals { get; }

    public FlowValue<NameTally> Files { get; }

    public FlowValue<NameTally> Directories { get; }

    public FlowValue<NameTally> Authors { get; }

    public FlowValue<ClockTally> Clock { get; }

    public FlowValue<WeekTally> Weeks { get; }

    public FlowValue<LargestCommits> Largest { get; }

    /// <summary>Gets all of the above: what one run is asked for.</summary>
    public IReadOnlyList<FlowOutcome> Outcomes { get; }

    /// <summary>Makes the graph that a run of <see cref="Outcomes"/> runs, to be printed or drawn.</summary>
    public TaskGraph Build() => FlowRuns.Build(Outcomes);

    private FlowValue<TTally> Branch<TTally>(string name, Func<TTally, Commit, TTally> add, Func<TTally> seed) =>
        _log.Reduce(add, seed, task => task.Named(name).Capacity(CommitsOnEdge));
}
