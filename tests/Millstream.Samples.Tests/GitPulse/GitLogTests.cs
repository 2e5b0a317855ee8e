using GitPulse.Git;

namespace GitPulse.Tests;

/// <summary>The stream of commits as a source: its ends, and what it leaves behind.</summary>
public sealed class GitLogTests : IAsyncLifetime
{
    private const int Count = 20_000;

    private readonly TempFolder _folder = new();
    private GitLogOptions _options = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var history = new History();
        for (var i = 0; i < Count; i++)
        {
            history.Commit("A", "1704067200 +0000");
            if (i % 100 == 0)
            {
                history.File($"file{i % 1000}", $"{i}\n");
            }
        }

        _options = new GitLogOptions { Repository = await history.ImportAsync(_folder.Child("repository")) };
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Far more commits follow than the pipe holds, so git waits for a reader and would not end by itself: that the
    // enumerator's disposal, which joins the process, comes to an end shows that git was ended.

    [Fact]
    public async Task Leaving_the_stream_early_ends_git()
    {
        var read = 0;
        await foreach (var commit in GitLog.ReadAsync(_options, CancellationToken.None, Token))
        {
            Assert.Equal(40, commit.Hash.Length);
            if (++read == 5)
            {
                break;
            }
        }

        Assert.Equal(5, read);
    }

    [Fact]
    public async Task Cancelling_ends_git_and_throws_with_the_callers_token()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var read = 0;

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var commit in GitLog.ReadAsync(_options, CancellationToken.None, CancellationToken.None)
                .WithCancellation(cancellation.Token))
            {
                if (++read == 5)
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.InRange(read, 5, Count - 1);
    }

    [Fact]
    public async Task Stopping_ends_the_stream_with_the_commits_given_so_far()
    {
        using var stopping = new CancellationTokenSource();
        var read = 0;
        await foreach (var commit in GitLog.ReadAsync(_options, stopping.Token, Token))
        {
            if (++read == 5)
            {
                await stopping.CancelAsync();
            }
        }

        Assert.Equal(5, read);
    }

    [Fact]
    public async Task Each_enumeration_reads_the_history_anew()
    {
        var log = GitLog.ReadAsync(_options, CancellationToken.None, Token);

        Assert.Equal((Count, Count), (await log.CountAsync(Token), await log.CountAsync(Token)));
        Assert.Equal(Count, await GitLog.CountAsync(_options, Token));
    }
}
