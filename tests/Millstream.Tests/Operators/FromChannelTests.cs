using System.Threading.Channels;
using static Millstream.RunModes;

namespace Millstream;

/// <summary>A flow over a channel, which can be read once.</summary>
public sealed class FromChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-08")]
    public async Task A_channel_that_was_fed_and_completed(bool fuse, int capacity)
    {
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(Fed(5)).Then(x => 2 * x).RunAsync(Of(fuse, capacity), Token).InTime());
        Assert.Equal([0, 2, 4, 6, 8], await Flow.From(Fed(5)).Then(x => 2 * x).RunAsync(Of(fuse, capacity), Token).InTime());
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-09")]
    public async Task A_channel_that_a_run_has_used_up_is_refused_by_the_next(bool fuse, int capacity)
    {
        Flow<int> flow = Flow.Iter(Fed(5), o => o.Named("feed")).Then(x => 2 * x);
        await flow.RunAsync(Of(fuse, capacity), Token).InTime();

        var ofRun = await Assert.ThrowsAsync<TaskFailedException>(() => flow.RunAsync(Of(fuse, capacity), Token).InTime());
        (List<int> items, Exception? ofLoop) = await CollectAsync(flow.With(Of(fuse, capacity), Token)).InTime();

        Assert.Empty(items);
        Assert.All([ofRun, Assert.IsType<TaskFailedException>(ofLoop)], error =>
        {
            Assert.Equal("feed", error.TaskName);
            Assert.Equal(
                "'feed' reads a channel, which is one-shot: an earlier run has read it to its end. Make a new channel, and a flow over it, for each run.",
                error.InnerException!.Message);
        });
    }

    private static ChannelReader<int> Fed(int count)
    {
        var channel = Channel.CreateUnbounded<int>();
        for (int i = 0; i < count; i++)
        {
            channel.Writer.TryWrite(i);
        }

        channel.Writer.Complete();
        return channel.Reader;
    }
}
