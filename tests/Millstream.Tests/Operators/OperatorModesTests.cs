using System.Globalization;
using System.Runtime.CompilerServices;

namespace Millstream;

/// <summary>What holds for every operator, in every mode. The operators are rows of <see cref="OperatorModes"/>.</summary>
public sealed class OperatorModesTests
{
    private const string None = "none";

    public static TheoryData<string, bool, int> Cases => Each(OperatorModes.Rows.Select(r => r.Name));

    public static TheoryData<string, bool, int> EndlessCases =>
        Each(OperatorModes.Rows.Where(r => !r.EndsEarly).Select(r => r.Name));

    public static TheoryData<string, bool, int> EarlyCases =>
        Each(OperatorModes.Rows.Where(r => r.EndsEarly).Select(r => r.Name));

    public static TheoryData<int, string, bool, int> FailingCases
    {
        get
        {
            var cases = new TheoryData<int, string, bool, int>();
            for (var i = 0; i < OperatorModes.FailingRows.Count; i++)
            {
                foreach (var (fuse, capacity) in Runs)
                {
                    cases.Add(i, OperatorModes.FailingRows[i].TaskName, fuse, capacity);
                }
            }

            return cases;
        }
    }

    private static IEnumerable<(bool Fuse, int Capacity)> Runs => OperatorModes.Runs.Select(r => (r.Data.Item1, r.Data.Item2));

    private static IReadOnlyList<string?> Many { get; } =
        [.. Enumerable.Range(0, 700).Select(i => i % 7 == 3 ? null : (i % 30).ToString(CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_operator_gives_what_LINQ_gives(string name, bool fuse, int capacity)
    {
        var row = Row(name);
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        foreach (var items in new IReadOnlyList<string?>[] { [], ["1"], [null], Many })
        {
            var expected = Expected(row, items);
            foreach (var source in OperatorModes.Sources(items))
            {
                Assert.Equal(expected, await GotAsync(row, source, options));
            }
        }
    }

    [Theory]
    [MemberData(nameof(FailingCases))]
    public async Task A_failure_names_task_and_item_and_what_came_before_goes_on_first(int number, string task, bool fuse, int capacity)
    {
        var row = OperatorModes.FailingRows[number];
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        foreach (var (count, failing) in new[] { (1, 0), (9, 5), (600, 400) })
        {
            if (failing == 0 && row.BeginsWithSecond)
            {
                continue;
            }

            var cause = new InvalidOperationException("Bad item.");
            var items = Enumerable.Range(0, count).ToList();
            foreach (var source in OperatorModes.Sources(items))
            {
                var (got, error) = await row
                    .RunAsync(source, x => x == failing ? throw cause : x, options)
                    .WaitAsync(OperatorModes.Deadline);

                Assert.Equal(task, error.TaskName);
                Assert.Equal(failing, error.ItemIndex);
                Assert.Same(cause, error.InnerException);
                Assert.Equal(OperatorModes.Text(row.Before(items[..failing])), got);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EndlessCases))]
    public async Task A_failure_of_the_source_arrives_as_it_is(string name, bool fuse, int capacity)
    {
        var cause = new IOException("Broken.");
        IEnumerable<string?> Source()
        {
            yield return "1";
            yield return "2";
            throw cause;
        }

        var run = Row(name).RunAsync(Flow.Iter(Source), new RunOptions { Fuse = fuse, Capacity = capacity }, CancellationToken.None);
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.WaitAsync(OperatorModes.Deadline));

        Assert.Equal("Source", error.TaskName);
        Assert.Equal(2, error.ItemIndex);
        Assert.Same(cause, error.InnerException);
    }

    [Theory]
    [MemberData(nameof(EndlessCases))]
    public async Task Cancelling_ends_the_run_and_disposes_the_source(string name, bool fuse, int capacity)
    {
        var source = new WaitingSource();
        using var cancel = new CancellationTokenSource();

        var run = Row(name).RunAsync(source.Items, new RunOptions { Fuse = fuse, Capacity = capacity }, cancel.Token);
        await source.Waiting.WaitAsync(OperatorModes.Deadline);
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(OperatorModes.Deadline));
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(1, source.Disposed);
    }

    [Theory]
    [MemberData(nameof(EarlyCases))]
    public async Task An_operator_that_has_enough_ends_a_source_that_waits(string name, bool fuse, int capacity)
    {
        var row = Row(name);
        var source = new WaitingSource();

        var got = await GotAsync(row, source.Items, new RunOptions { Fuse = fuse, Capacity = capacity });

        Assert.Equal(Expected(row, WaitingSource.List), got);
        Assert.Equal(source.Opened, source.Disposed);
    }

    private static TheoryData<string, bool, int> Each(IEnumerable<string> names)
    {
        var cases = new TheoryData<string, bool, int>();
        foreach (var name in names)
        {
            foreach (var (fuse, capacity) in Runs)
            {
                cases.Add(name, fuse, capacity);
            }
        }

        return cases;
    }

    private static OperatorRow Row(string name) => OperatorModes.Rows.Single(r => r.Name == name);

    private static string Expected(OperatorRow row, IReadOnlyList<string?> items)
    {
        try
        {
            return OperatorModes.Text(row.Linq(items));
        }
        catch (InvalidOperationException) when (items.Count == 0)
        {
            return None;
        }
    }

    private static async Task<string> GotAsync(OperatorRow row, Flow<string?> source, RunOptions options)
    {
        try
        {
            return OperatorModes.Text(await row.RunAsync(source, options, CancellationToken.None).WaitAsync(OperatorModes.Deadline));
        }
        catch (EmptyStreamException)
        {
            return None;
        }
    }

    /// <summary>Gives some items and waits then, until its token fires.</summary>
    private sealed class WaitingSource
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static IReadOnlyList<string?> List { get; } = ["1", null, "12", "1", "7"];

        public Task Waiting => _waiting.Task;

        public int Opened { get; private set; }

        public int Disposed { get; private set; }

        public Flow<string?> Items => Flow.Iter(() => WalkAsync());

        private async IAsyncEnumerable<string?> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Opened++;
            try
            {
                foreach (var item in List)
                {
                    yield return item;
                }

                _waiting.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                Disposed++;
            }
        }
    }
}
