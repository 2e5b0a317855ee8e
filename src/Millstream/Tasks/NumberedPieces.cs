using System.Runtime.CompilerServices;

namespace Millstream.Tasks;

/// <summary>Numbers the values of a task in one run, and tells where each has all of its pieces: when its call has ended well.</summary>
internal sealed class NumberedPieces<T>
{
    private long _next;

    /// <summary>Gives the items of a call as the pieces of the next value.</summary>
    public IEnumerable<Piece<T>> Of(IEnumerable<T> items) =>
        Walk(items ?? throw new InvalidOperationException("The task gave null where a sequence was expected."), _next++);

    /// <summary>Gives the function with the items of each call as the pieces of the next value.</summary>
    public Func<TIn, IAsyncEnumerable<Piece<T>>> Of<TIn>(Func<TIn, IAsyncEnumerable<T>> function) => item =>
        WalkAsync(function(item) ?? throw new InvalidOperationException("The task gave null where a sequence was expected."), _next++);

    private static IEnumerable<Piece<T>> Walk(IEnumerable<T> items, long value)
    {
        foreach (T item in items)
        {
            yield return new Piece<T>(item, value);
        }

        yield return Piece<T>.EndOf(value);
    }

    private static async IAsyncEnumerable<Piece<T>> WalkAsync(
        IAsyncEnumerable<T> items, long value, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return new Piece<T>(item, value);
        }

        yield return Piece<T>.EndOf(value);
    }
}
