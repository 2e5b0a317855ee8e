using System.Collections.Concurrent;

namespace Millstream.Execution;

/// <summary>Nothing waits for a batch to fill, and nothing runs where the caller is.</summary>
public sealed class PromptnessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-05")]
    public async Task The_body_of_the_first_item_runs_while_the_generator_blocks_on_the_second(bool fuse, int capacity)
    {
        using var gate = new ManualResetEventSlim();
        var firstBody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IEnumerable<int> Source()
        {
            yield return 0;
            gate.Wait(Deadline);
            yield return 1;
        }

        Task<IReadOnlyList<int>> run = Flow.Iter(Source)
            .Then(x =>
            {
                firstBody.TrySetResult();
                return x;
            })
            .RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity });

        await firstBody.Task.WaitAsync(Deadline);
        gate.Set();
        Assert.Equal([0, 1], await run.WaitAsync(Deadline));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-06")]
    public async Task Each_result_comes_before_a_slow_generator_makes_the_next_item(bool fuse, int capacity)
    {
        // Stricter than a clock: item k + 1 is not made before the result of item k has been taken.
        using var asked = new SemaphoreSlim(0);
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 10; i++)
            {
                Assert.True(asked.Wait(Deadline), $"The result before item {i} never came.");
                yield return i;
            }
        }

        var results = new List<int>();
        asked.Release();
        await foreach (int x in Flow.Iter(Source).Then(x => 2 * x).With(new RunOptions { Fuse = fuse, Capacity = capacity }))
        {
            results.Add(x);
            asked.Release();
        }

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], results);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-10")]
    public async Task Neither_generator_nor_fold_runs_on_the_context_of_the_caller(bool fuse, int capacity)
    {
        using var context = new OneThread();
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        // Both block until the context's thread has done 25 things more, which it could not if they were on it.
        int sum = await context.Run(() => Flow.Iter(Source).Reduce(Fold, 0).RunAsync(options)).WaitAsync(Deadline);

        Assert.Equal(42, sum);

        IEnumerable<int> Source()
        {
            context.WaitForTicks(25);
            yield return 42;
        }

        int Fold(int state, int item)
        {
            context.WaitForTicks(25);
            return state + item;
        }
    }

    /// <summary>A context with one thread, as a user interface has it, that counts what it does.</summary>
    private sealed class OneThread : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<Action> _posted = [];
        private readonly Thread _thread;
        private int _done;

        public OneThread()
        {
            _thread = new Thread(Work) { IsBackground = true };
            _thread.Start();
        }

        public Task<T> Run<T>(Func<Task<T>> function)
        {
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            _posted.Add(() => _ = CallAsync());
            return result.Task;

            async Task CallAsync()
            {
                result.SetResult(await function());
                Assert.Same(_thread, Thread.CurrentThread);
            }
        }

        public void WaitForTicks(int ticks)
        {
            Assert.NotSame(_thread, Thread.CurrentThread);
            using var ticked = new CountdownEvent(ticks);
            for (int i = 0; i < ticks; i++)
            {
                _posted.Add(() => ticked.Signal());
            }

            Assert.True(ticked.Wait(Deadline), "The caller's thread is blocked.");
        }

        public override void Post(SendOrPostCallback d, object? state) => _posted.Add(() => d(state));

        public void Dispose()
        {
            _posted.CompleteAdding();
            _thread.Join(Deadline);
            _posted.Dispose();
        }

        private void Work()
        {
            SetSynchronizationContext(this);
            foreach (Action action in _posted.GetConsumingEnumerable())
            {
                action();
                _done++;
            }
        }
    }
}
