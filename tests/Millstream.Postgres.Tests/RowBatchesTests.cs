using Millstream.Data;
using Millstream.Testing;

namespace Millstream.Postgres;

public sealed class RowBatchesTests
{
    [Fact]
    public async Task A_row_may_wait_months_for_others()
    {
        var time = new ManualTimeProvider();
        var written = new List<int>();
        var more = new TaskCompletionSource();
        Task writing = RowBatches.WriteAsync(
            Rows(),
            10,
            TimeSpan.FromDays(60),
            time,
            (rows, _) =>
            {
                written.Add(rows.Count);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        more.SetResult();
        await writing.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal([2], written);

        async IAsyncEnumerable<Row> Rows()
        {
            yield return Row.Of(("a", 1));
            await more.Task;
            yield return Row.Of(("a", 2));
        }
    }
}
