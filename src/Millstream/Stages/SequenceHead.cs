namespace Millstream.Stages;

/// <summary>A source that walks an <see cref="IEnumerable{T}"/>; its <c>MoveNext</c> may block.</summary>
/// <remarks>
/// After each item it looks whether a consumer is hungry. What is left: a consumer that goes hungry while <c>MoveNext</c> stalls gets the items of
/// the span begun only afterwards; spans are short while items are slow.
/// </remarks>
internal sealed class SequenceHead<T>(TaskScope task, Func<IEnumerable<T>> open, SpanSink<T> sink)
    : SourceHead<T>(task, sink)
{
    private IEnumerator<T>? _items;

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
            hasMore = Fill(stage, Math.Min(room, pace.Length));
            Push(stage);
            pace.End();
            if (pace.IsTurnOver)
            {
                await stage.YieldAsync();
                pace.Waited();
            }
        }
    }

    protected override ValueTask CloseAsync()
    {
        _items?.Dispose();
        return default;
    }

    private bool Fill(StageScope stage, int max)
    {
        stage.Spill();
        HungerFlag hunger = stage.Hunger;
        EnterUserCode(max);
        try
        {
            _items ??= open().GetEnumerator();
            IEnumerator<T> items = _items;
            for (int n = 0; n < max; n++)
            {
                if (!items.MoveNext())
                {
                    LeaveUserCode();
                    return false;
                }

                Add(items.Current);
                if (hunger.IsHungry)
                {
                    break;
                }
            }
        }
        catch (Exception cause) when (cause is not StageCancelledException)
        {
            LeaveUserCode();
            Push(stage);
            throw Fault(cause);
        }

        LeaveUserCode();
        return true;
    }
}
