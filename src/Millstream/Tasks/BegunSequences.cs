using System.Collections;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Takes the first item of a sequence within the call that makes it: one that fails before it has given anything is repeated, or cut short, as the call is.</summary>
/// <remarks>
/// What nobody walks to its end, because the task ended between the call and the walk or the call had used up its time, is disposed when the user code of
/// the stage has ended; a call that goes on behind that disposes what it makes itself.
/// </remarks>
internal sealed class BegunSequences<T>(TaskScope task) : IDisposable
{
    private readonly HashSet<Walk> _open = [];
    private bool _isDisposed;

    /// <summary>Gives the function with the first item of its sequence taken, for the calls of one task in one run.</summary>
    public static Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> Of<TIn>(
        StageWiring wiring, Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> function)
    {
        var begun = new BegunSequences<T>(wiring.Task);
        wiring.Stage.Own(begun);
        return async (item, cancellationToken) => begun.Begin(await function(item, cancellationToken).ConfigureAwait(true));
    }

    public void Dispose()
    {
        Walk[] left;
        lock (_open)
        {
            _isDisposed = true;
            left = [.. _open];
        }

        foreach (Walk walk in left)
        {
            Leave(walk);
        }
    }

    private IEnumerable<T> Begin(IEnumerable<T> items)
    {
        if (items is null or ICollection<T>)
        {
            return items!;
        }

        IEnumerator<T> source = items.GetEnumerator();
        try
        {
            var walk = new Walk(this, source, source.MoveNext());
            Keep(walk);
            return walk;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private void Keep(Walk walk)
    {
        lock (_open)
        {
            if (!_isDisposed)
            {
                _open.Add(walk);
                return;
            }
        }

        Leave(walk);
    }

    private void Leave(Walk walk)
    {
        try
        {
            walk.Dispose();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            task.Run.Warn(task, $"A sequence of '{task.Name}' that nobody wanted any more could not be disposed: {cause.Message}");
        }
    }

    /// <summary>One sequence and its only walk, which stands on the first item.</summary>
    private sealed class Walk(BegunSequences<T> owner, IEnumerator<T> source, bool hasFirst) : IEnumerable<T>, IEnumerator<T>
    {
        private bool _isOnward;

        public T Current => source.Current;

        object? IEnumerator.Current => Current;

        public IEnumerator<T> GetEnumerator() => this;

        IEnumerator IEnumerable.GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_isOnward)
            {
                return source.MoveNext();
            }

            _isOnward = true;
            return hasFirst;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
            lock (owner._open)
            {
                owner._open.Remove(this);
            }

            source.Dispose();
        }
    }
}
