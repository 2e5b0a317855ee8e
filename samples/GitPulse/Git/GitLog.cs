using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace GitPulse.Git;

/// <summary>Which history is read, and how.</summary>
internal sealed record GitLogOptions
{
    /// <summary>Gets the folder of the repository, or one inside it; bare ones and work trees as well.</summary>
    public string Repository { get; init; } = ".";

    /// <summary>Gets whether a renamed file is one change, of its new path, as in git unless told otherwise.</summary>
    /// <value>When false, the old path has all its lines removed and the new one all added; true unless set.</value>
    public bool FindRenames { get; init; } = true;
}

/// <summary>The history of a git repository as a stream of commits.</summary>
internal static class GitLog
{
    // What a process that SIGINT ended reports: 128 + 2.
    private const int EndedByInterrupt = 130;

    private const int BufferSize = 64 * 1024;

    // How long git's own death by Ctrl-C may precede the news of that Ctrl-C to this process.
    private static readonly TimeSpan InterruptDelay = TimeSpan.FromSeconds(1);

    /// <summary>Reads every commit that HEAD reaches, newest first, as git orders them.</summary>
    /// <remarks>
    /// Each enumeration starts a git of its own, and ends it when the enumerator is disposed. One commit and a buffer
    /// are held; git waits while nobody takes the next commit. A repository without a commit gives an empty stream.
    /// </remarks>
    /// <param name="options">Which history.</param>
    /// <param name="stopping">
    /// Drains: git is ended, and the stream ends as if the history did, after commits that are whole. A commit that was
    /// read in part is dropped.
    /// </param>
    /// <param name="cancellationToken">Ends git and throws.</param>
    /// <exception cref="GitFailedException">There is no git, no repository, or git failed.</exception>
    public static async IAsyncEnumerable<Commit> ReadAsync(
        GitLogOptions options,
        CancellationToken stopping = default,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (stopping.IsCancellationRequested)
        {
            yield break;
        }

        await using var git = GitProcess.Start(options.Repository, LogArguments(options));
        await using var killWhenStopping = stopping.Register(git.Kill);
        await using var killWhenCancelled = cancellationToken.Register(git.Kill);

        var parser = new CommitParser();
        var pipe = PipeReader.Create(git.Output, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        ReadResult read;
        do
        {
            read = await pipe.ReadAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var unread = read.Buffer;
            while (TryTakeField(ref unread, out var field))
            {
                if (parser.Add(field.IsSingleSegment ? field.FirstSpan : field.ToArray()) is { } commit)
                {
                    if (stopping.IsCancellationRequested)
                    {
                        yield break;
                    }

                    yield return commit;
                }
            }

            pipe.AdvanceTo(unread.Start, unread.End);
        }
        while (!read.IsCompleted);

        if (stopping.IsCancellationRequested)
        {
            yield break;
        }

        var exit = await git.WaitAsync(cancellationToken);
        if (exit.Code == 0)
        {
            if (parser.Complete() is { } last)
            {
                yield return last;
            }
        }
        else if (!HasNoCommitYet(exit) && !await IsInterruptedAsync(exit, stopping))
        {
            throw Failure(options.Repository, exit);
        }
    }

    /// <summary>Counts the commits that <see cref="ReadAsync"/> gives, comparing no files: much quicker.</summary>
    /// <returns>Their number; null when git does not tell: the reading itself will tell why.</returns>
    public static async Task<long?> CountAsync(GitLogOptions options, CancellationToken cancellationToken)
    {
        await using var git = GitProcess.Start(options.Repository, ["rev-list", "--count", "HEAD", "--"]);
        await using var killWhenCancelled = cancellationToken.Register(git.Kill);
        using var output = new StreamReader(git.Output);
        var text = await output.ReadToEndAsync(cancellationToken);
        var isCount = long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count);
        return isCount ? count : null;
    }

    /// <summary>What git is asked, so that the answer is the same whatever a user's configuration says.</summary>
    private static IEnumerable<string> LogArguments(GitLogOptions options) =>
    [
        "--no-pager",
        // No signatures between the commits; %an is the name as it was written; root commits show their files.
        "-c", "log.showSignature=false",
        "-c", "log.mailmap=false",
        "-c", "log.showRoot=true",
        // Which files are binary is the repository's affair; which submodules show, that of its .gitmodules.
        "-c", "core.attributesFile=/dev/null",
        "-c", "core.bigFileThreshold=512m",
        "-c", "diff.ignoreSubmodules=none",
        "log",
        "-z",
        "--numstat",
        "--format=tformat:commit %H%x00%an%x00%ad",
        "--date=raw",
        "--encoding=UTF-8",
        "--no-color",
        "--no-decorate",
        "--no-notes",
        "--no-relative",
        "--no-ext-diff",
        "--no-textconv",
        "--diff-algorithm=myers",
        // Git's own defaults: half of a file alike makes a rename, and 1,000 files on each side are compared.
        .. options.FindRenames ? ["--find-renames=50%", "-l1000"] : new[] { "--no-renames" },
        // No revision: HEAD, and git tells a branch that is yet to be born from one that is broken.
        "--",
    ];

    private static bool TryTakeField(ref ReadOnlySequence<byte> unread, out ReadOnlySequence<byte> field)
    {
        if (unread.PositionOf((byte)0) is not { } end)
        {
            field = default;
            return false;
        }

        field = unread.Slice(0, end);
        unread = unread.Slice(unread.GetPosition(1, end));
        return true;
    }

    private static bool HasNoCommitYet(GitExit exit) =>
        exit.Message.Contains("does not have any commits yet", StringComparison.Ordinal);

    /// <summary>
    /// Ctrl-C in a terminal reaches git too, and may end it before this process has heard of it. Only where no such
    /// news comes was it somebody else who ended git: then the history is cut, and nobody may take it for whole.
    /// </summary>
    private static async Task<bool> IsInterruptedAsync(GitExit exit, CancellationToken stopping)
    {
        if (exit.Code == EndedByInterrupt && !stopping.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(InterruptDelay, TimeProvider.System, stopping));
        }

        return stopping.IsCancellationRequested;
    }

    private static GitFailedException Failure(string repository, GitExit exit)
    {
        var folder = Path.GetFullPath(repository);
        var words = exit.Message.Length == 0 ? "." : $": {exit.Message}";
        return exit.Message.Contains("not a git repository (or any", StringComparison.Ordinal)
            ? new GitFailedException($"'{folder}' is not a git repository, nor is it inside one.")
            : new GitFailedException($"git log failed in '{folder}' with exit code {exit.Code}{words}");
    }
}
