using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls methods for each item, one after the other, until one gives a result.</summary>
    /// <remarks>
    /// <para>Emits: for each item what the first method gives that does not throw, in the order of the items; the methods behind it are not called.</para>
    /// <para>Backpressure: reads the next item only when there is room for its result.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with an <see cref="AlternativesFailedException"/> when every method threw for an item, with a line for each. Cancellation of the run ends the trying.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="alternatives">The methods, in the order in which they are tried.</param>
    /// <exception cref="GraphConfigurationException">There is no alternative.</exception>
    public static Flow<TResult> Fallback<T, TResult>(this Flow<T> source, params IReadOnlyList<Func<T, TResult>> alternatives)
    {
        ArgumentNullException.ThrowIfNull(source);
        string[] names = NamesOf(alternatives);
        Func<T, TResult>[] all = [.. alternatives];
        return new Flow<TResult>(new CallTask<T, TResult, TResult>("fallback", TaskOptions.None, First, CallShapes.Item<TResult>()), source.Input);

        TResult First(T item)
        {
            List<(string, Exception)>? failures = null;
            for (int i = 0; i < all.Length; i++)
            {
                try
                {
                    return all[i](item);
                }
                catch (Exception cause) when (cause is not OutOfMemoryException)
                {
                    (failures ??= []).Add((names[i], cause));
                }
            }

            throw new AlternativesFailedException(failures!);
        }
    }

    /// <summary>Calls asynchronous methods for each item, one after the other, until one gives a result.</summary>
    /// <inheritdoc cref="Fallback{T, TResult}(Flow{T}, IReadOnlyList{Func{T, TResult}})"/>
    public static Flow<TResult> Fallback<T, TResult>(this Flow<T> source, params IReadOnlyList<Func<T, CancellationToken, ValueTask<TResult>>> alternatives)
    {
        ArgumentNullException.ThrowIfNull(source);
        string[] names = NamesOf(alternatives);
        Func<T, CancellationToken, ValueTask<TResult>>[] all = [.. alternatives];
        return new Flow<TResult>(new CallTask<T, TResult, TResult>("fallback", TaskOptions.None, FirstAsync, CallShapes.Item<TResult>()), source.Input);

        // On the context that the user's own code comes back to: away from it, a run that is driven by one thread would look idle.
        async ValueTask<TResult> FirstAsync(T item, CancellationToken token)
        {
            List<(string, Exception)>? failures = null;
            for (int i = 0; i < all.Length; i++)
            {
                try
                {
                    return await all[i](item, token).ConfigureAwait(true);
                }
                catch (Exception cause) when (!token.IsCancellationRequested && cause is not OutOfMemoryException)
                {
                    (failures ??= []).Add((names[i], cause));
                }
            }

            throw new AlternativesFailedException(failures!);
        }
    }

    private static string[] NamesOf(IReadOnlyList<Delegate> alternatives)
    {
        ArgumentNullException.ThrowIfNull(alternatives);
        return alternatives.Count == 0
            ? throw new GraphConfigurationException(FaultKind.BadSetting, "A fallback has no alternatives. Give it at least one method to try.")
            : [.. alternatives.Select((a, i) => MethodName.Of(a ?? throw new ArgumentNullException(nameof(alternatives)), $"alternative {i + 1}"))];
    }
}
