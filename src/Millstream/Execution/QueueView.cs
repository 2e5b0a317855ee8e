using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>A view over an edge of its own.</summary>
/// <param name="outlet">The outlet's name.</param>
/// <param name="queue">The edge.</param>
/// <param name="show">Makes what the viewer sees of an item.</param>
internal sealed class QueueView<TItem, T>(string outlet, ChunkQueue<TItem> queue, Func<TItem, OutletSignal<T>> show) : OutletView<T>, IWaker
{
    private TaskCompletionSource _news = New();
    private bool _isRead;

    public override string Outlet => outlet;

    public override long Dropped => queue.Statistics().Dropped;

    public bool IsOutside => true;

    public void Wake() => Volatile.Read(ref _news).TrySetResult();

    public override async IAsyncEnumerator<OutletSignal<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isRead, true))
        {
            throw new InvalidOperationException($"The view of '{outlet}' is read already. Open another one.");
        }

        while (true)
        {
            // Made before it looks, so that no news falls between looking and waiting.
            TaskCompletionSource news = New();
            Volatile.Write(ref _news, news);
            if (!queue.TryDequeue(out Slice<TItem> slice, out bool isEnded, out _))
            {
                if (isEnded || queue.IsReaderGone)
                {
                    yield break;
                }

                await news.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (slice.IsWord)
            {
                yield return new OutletSignal<T>(IsItem: false, default!, slice.IsPaused, Time: null);
                continue;
            }

            // Copied, so that whoever is slow, or stops in between, holds no chunk back.
            TItem[] items = slice.Chunk.Items.AsSpan(slice.Start, slice.Count).ToArray();
            slice.Chunk.Return();
            foreach (TItem item in items)
            {
                queue.CountDelivered(1);
                yield return show(item);
            }
        }
    }

    public override ValueTask DisposeAsync()
    {
        queue.LeaveReader();
        Wake();
        return default;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
