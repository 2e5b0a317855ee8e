using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow with what an observable pushes, subscribed to anew for each run.</summary>
    /// <param name="items">What is subscribed to when the run starts, and left when it ends.</param>
    /// <param name="overflow">
    /// What happens to an item that is pushed while <paramref name="capacity"/> others wait: an observable cannot be made to wait, and nothing is lost
    /// unless it is said here.
    /// </param>
    /// <param name="capacity">How many items may wait before the flow takes them; 1 or more.</param>
    /// <remarks>
    /// <para>Emits: the items, in the order pushed. Dropped ones count as dropped by the source.</para>
    /// <para>Backpressure: none reaches the observable; <paramref name="overflow"/> says what happens instead.</para>
    /// <para>Completes: when the observable completes and what waited was taken.</para>
    /// <para>Fails: with the observable's error; by <see cref="Overflow.Fail"/>, naming the source and the policies. What waited goes on first.</para>
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="overflow"/> is <see cref="Overflow.Wait"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not positive.</exception>
    // Before the list, of which an observable could be the one item.
    [OverloadResolutionPriority(1)]
    public static Flow<T> From<T>(
        IObservable<T> items, Overflow overflow = Overflow.Fail, int capacity = EdgeOptions.DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return overflow == Overflow.Wait
            ? throw new ArgumentException($"An observable cannot be made to wait. {Policies}", nameof(overflow))
            : new Flow<T>(new ObservableTask<T>(items, overflow, capacity));
    }

    private static string Policies =>
        $"Choose {nameof(Overflow)}.{nameof(Overflow.DropOldest)}, {nameof(Overflow)}.{nameof(Overflow.DropNewest)}, "
        + $"or {nameof(Overflow)}.{nameof(Overflow.Fail)} with a larger capacity.";

    private sealed class ObservableTask<T>(IObservable<T> items, Overflow overflow, int capacity)
        : TaskBody("from", TaskOptions.None, [], [Out<T>()])
    {
        public override bool IsFusable => false;

        public override StageHead CreateHead(StageWiring wiring)
        {
            TaskScope task = wiring.Task;
            return AsyncSequenceHead<T>.ForSource(
                task, _ => new Inbox<T>(task, items, overflow, capacity).ReadAsync(), wiring.Outlet<T>());
        }
    }

    /// <summary>What was pushed and not yet taken, in one run.</summary>
    private sealed class Inbox<T> : IObserver<T>
    {
        private readonly TaskScope _task;
        private readonly IObservable<T> _source;
        private readonly int _capacity;
        private readonly Channel<T> _waiting;

        public Inbox(TaskScope task, IObservable<T> source, Overflow overflow, int capacity)
        {
            _task = task;
            _source = source;
            _capacity = capacity;
            var options = new BoundedChannelOptions(capacity)
            {
                SingleReader = true,
                FullMode = overflow switch
                {
                    Overflow.DropOldest => BoundedChannelFullMode.DropOldest,
                    Overflow.DropNewest => BoundedChannelFullMode.DropWrite,
                    _ => BoundedChannelFullMode.Wait,
                },
            };
            _waiting = Channel.CreateBounded<T>(options, _ => Interlocked.Increment(ref task.Dropped));
        }

        public void OnNext(T value)
        {
            if (!_waiting.Writer.TryWrite(value))
            {
                // Full, or left: who has left hears of nothing more.
                _waiting.Writer.TryComplete(new InvalidOperationException(
                    $"'{_task.Name}' was pushed an item while {_capacity} others waited, and an observable cannot be made to wait. {Policies}"));
            }
        }

        public void OnError(Exception error) => _waiting.Writer.TryComplete(error);

        public void OnCompleted() => _waiting.Writer.TryComplete();

        public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using IDisposable subscription = _source.Subscribe(this);
            try
            {
                await foreach (T item in _waiting.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return item;
                }
            }
            finally
            {
                _waiting.Writer.TryComplete();
            }
        }
    }
}
