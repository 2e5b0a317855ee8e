using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>A source that walks an <see cref="IEnumerable{T}"/>; its <c>MoveNext</c> may block.</summary>
/// <remarks>
/// After each item it looks whether a consumer is hungry. What is left: a consumer that goes hungry while <c>MoveNext</c> stalls gets the items of
/// the span begun only afterwards; spans are short while items are slow.
/// </remarks>
internal sealed class SequenceHead<T>(
    TaskScope task, Func<IEnumerable<T>> open, SpanSink<T> sink, TimeSpan? limit = null, SourceArgument? argument = null)
    : SourceHead<T>(task, sink, limit, argument)
{
    private IEnumerator<T>? _items;
    private HotSequence<T>? _hotLoop;
    private long _hotAt = HotLoop.HotItems;

    protected override async Task ProduceAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        bool hasMore = true;
        while (hasMore && !stage.IsDraining)
        {
            int room = Math.Min(Sink.Reserve(), stage.Credit);
            if (room < 0)
            {
                return;
            }

            if (room == 0)
            {
                await stage.ParkAsync();
                pace.Waited();
                continue;
            }

            pace.Begin();
            hasMore = Fill(stage, Math.Min(room, Longest(pace.Length)));
            int made = Filled;
            Push(stage);
            pace.End(made);
            if (pace.IsTurnOver)
            {
                await stage.YieldAsync();
                pace.Waited();
            }
        }
    }

    protected override ValueTask CloseItemsAsync()
    {
        _items?.Dispose();
        return default;
    }

    private bool Fill(StageScope stage, int max)
    {
        stage.Spill();
        T[] span = EnterUserCode(max);
        bool hasMore = false;
        Exception? thrown = null;
        try
        {
            _items ??= open().GetEnumerator();
            if (Task.Received >= _hotAt)
            {
                _hotAt = long.MaxValue;
                _hotLoop = HotSequence.For(_items);
            }

            hasMore = _hotLoop is null
                ? Take(_items, span.AsSpan(0, max), stage.Hunger)
                : _hotLoop(_items, ref span[0], max, ref FilledCell, stage.Hunger);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            thrown = cause;
        }

        LeaveUserCode();
        if (thrown is not null)
        {
            return !HasEnded(stage, thrown);
        }

        ThrowIfExpired();
        return hasMore;
    }

    // Apart from the `try`, which would keep the loop's variables out of registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Take(IEnumerator<T> items, Span<T> span, HungerFlag hunger)
    {
        for (int n = 0; n < span.Length;)
        {
            if (!items.MoveNext())
            {
                return false;
            }

            span[n++] = items.Current;
            SetFilled(n);
            if (hunger.IsHungry)
            {
                break;
            }
        }

        return true;
    }
}
