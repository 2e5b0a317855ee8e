using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Pairs lists, or crosses them.</summary>
internal static class ListPairing
{
    /// <summary>Says at once that lists to be paired are of different lengths, as far as the lengths are known.</summary>
    /// <exception cref="GraphConfigurationException">They are.</exception>
    public static void Check(params ReadOnlySpan<(string Name, int? Length)> lists)
    {
        int? least = null;
        int? most = null;
        foreach ((_, int? length) in lists)
        {
            least = least is null || length < least ? length : least;
            most = most is null || length > most ? length : most;
        }

        if (least == most)
        {
            return;
        }

        var lengths = new List<string>();
        foreach ((string name, int? length) in lists)
        {
            if (length is { } known)
            {
                lengths.Add($"'{name}' has {known} {(known == 1 ? "item" : "items")}");
            }
        }

        throw new GraphConfigurationException(
            FaultKind.BadSetting,
            $"Zip: {string.Join(", ", lengths)}. The k-th items of all lists are put together, so the lists are equally long; for every combination use "
            + "'Flow.Product'.");
    }

    public static IEnumerable<(T1, T2)> Zip<T1, T2>(IReadOnlyList<T1> first, IReadOnlyList<T2> second)
    {
        Check((nameof(first), first.Count), (nameof(second), second.Count));
        return Enumerable.Zip(first, second);
    }

    public static IEnumerable<(T1, T2, T3)> Zip<T1, T2, T3>(
        IReadOnlyList<T1> first, IReadOnlyList<T2> second, IReadOnlyList<T3> third)
    {
        Check((nameof(first), first.Count), (nameof(second), second.Count), (nameof(third), third.Count));
        return Enumerable.Zip(first, second, third);
    }

    public static IEnumerable<(T1, T2)> Cross<T1, T2>(IEnumerable<T1> first, IReadOnlyList<T2> second)
    {
        foreach (T1 one in first)
        {
            for (int i = 0; i < second.Count; i++)
            {
                yield return (one, second[i]);
            }
        }
    }
}

/// <summary>A list given to an operator, or a sequence that is read once, when a run first needs it, and is a list from then on.</summary>
internal sealed class GivenList<T>(IEnumerable<T> items)
{
    private readonly Lazy<IReadOnlyList<T>> _list = new(() => items as IReadOnlyList<T> ?? [.. items]);

    /// <summary>Gets the length where it is known without reading.</summary>
    public int? Length => items.TryGetNonEnumeratedCount(out int count) ? count : null;

    public IReadOnlyList<T> Items => _list.Value;
}
