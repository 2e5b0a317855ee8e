namespace Millstream.Stages;

/// <summary>Calls user code under the context of a scheduler that has one.</summary>
/// <remarks>
/// The engine itself runs without a context, so that its own continuations go on at once on the thread that is there; what user code awaits
/// comes back to the context. Where the two meet, after user code has gone on by itself, the context is left again.
/// </remarks>
internal static class UserCode
{
    /// <summary>Gives a function that is called under <paramref name="context"/>; the function itself when there is none.</summary>
    public static Func<TIn, CancellationToken, ValueTask<TOut>> Under<TIn, TOut>(
        SynchronizationContext? context, Func<TIn, CancellationToken, ValueTask<TOut>> function) => context is null
            ? function
            : (item, token) =>
            {
                using (new Entered(context))
                {
                    return ComeBack(function(item, token));
                }
            };

    /// <summary>Gives a sequence whose every step runs under <paramref name="context"/>; the sequence itself when there is none.</summary>
    public static IAsyncEnumerable<T> Under<T>(SynchronizationContext? context, IAsyncEnumerable<T> items) =>
        context is null ? items : new SequenceUnder<T>(context, items);

    private static ValueTask<T> ComeBack<T>(ValueTask<T> call) => call.IsCompleted ? call : ComeBackAsync(call);

    private static async ValueTask<T> ComeBackAsync<T>(ValueTask<T> call)
    {
        try
        {
            return await call.ConfigureAwait(true);
        }
        finally
        {
            // Not inside the user's own call that has just ended: by way of the context, as one more thing that goes on.
            await Task.Yield();
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private static async ValueTask ComeBackAsync(ValueTask call)
    {
        try
        {
            await call.ConfigureAwait(true);
        }
        finally
        {
            await Task.Yield();
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    private readonly ref struct Entered
    {
        private readonly SynchronizationContext? _before;

        public Entered(SynchronizationContext context)
        {
            _before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
        }

        public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);
    }

    private sealed class SequenceUnder<T>(SynchronizationContext context, IAsyncEnumerable<T> items) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            using (new Entered(context))
            {
                return new EnumeratorUnder<T>(context, items.GetAsyncEnumerator(cancellationToken));
            }
        }
    }

    private sealed class EnumeratorUnder<T>(SynchronizationContext context, IAsyncEnumerator<T> items) : IAsyncEnumerator<T>
    {
        public T Current => items.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            using (new Entered(context))
            {
                return ComeBack(items.MoveNextAsync());
            }
        }

        public ValueTask DisposeAsync()
        {
            using (new Entered(context))
            {
                ValueTask end = items.DisposeAsync();
                return end.IsCompleted ? end : ComeBackAsync(end);
            }
        }
    }
}
