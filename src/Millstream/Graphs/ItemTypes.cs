namespace Millstream.Graphs;

/// <summary>Which items fit an inlet of another type without a task between them.</summary>
internal static class ItemTypes
{
    /// <summary>Numbers that another type of numbers holds, as C# converts them by itself.</summary>
    private static readonly Dictionary<(Type From, Type To), Delegate> Widenings = Of(
        (Func<sbyte, int>)(static n => n), (Func<byte, int>)(static n => n), (Func<short, int>)(static n => n), (Func<ushort, int>)(static n => n),
        (Func<sbyte, long>)(static n => n), (Func<byte, long>)(static n => n), (Func<short, long>)(static n => n), (Func<ushort, long>)(static n => n),
        (Func<int, long>)(static n => n), (Func<uint, long>)(static n => n),
        (Func<sbyte, double>)(static n => n), (Func<byte, double>)(static n => n), (Func<short, double>)(static n => n), (Func<ushort, double>)(static n => n),
        (Func<int, double>)(static n => n), (Func<uint, double>)(static n => n), (Func<long, double>)(static n => n), (Func<ulong, double>)(static n => n),
        (Func<float, double>)(static n => n),
        (Func<sbyte, decimal>)(static n => n), (Func<byte, decimal>)(static n => n), (Func<short, decimal>)(static n => n), (Func<ushort, decimal>)(static n => n),
        (Func<int, decimal>)(static n => n), (Func<uint, decimal>)(static n => n), (Func<long, decimal>)(static n => n), (Func<ulong, decimal>)(static n => n));

    /// <summary>Says whether items of a type fit: the same, a derived one, one without null, or a number that loses nothing.</summary>
    public static bool Fit(Type from, Type to) =>
        from == to || to.IsAssignableFrom(from) || Nullable.GetUnderlyingType(to) == from || Widenings.ContainsKey((from, to))
        || (Wrapped(from) is { } item && Wrapped(to) is { } wanted && from.GetGenericTypeDefinition() == to.GetGenericTypeDefinition() && Fit(item, wanted));

    /// <summary>Gives what makes an item of one type one of another that it fits.</summary>
    public static Func<TFrom, TTo> Conversion<TFrom, TTo>() => Widenings.TryGetValue((typeof(TFrom), typeof(TTo)), out Delegate? widen)
        ? (Func<TFrom, TTo>)widen
        : default(TTo) is IItemWrapper made && default(TFrom) is IItemWrapper
            ? item => (TTo)made.Of((IItemWrapper)item!)
            : static item => (TTo)(object)item!;

    /// <summary>Gives the type of the item that something is around; null where nothing is.</summary>
    private static Type? Wrapped(Type type) => type.IsGenericType && typeof(IItemWrapper).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;

    private static Dictionary<(Type From, Type To), Delegate> Of(params ReadOnlySpan<Delegate> widenings)
    {
        var table = new Dictionary<(Type From, Type To), Delegate>();
        foreach (Delegate widen in widenings)
        {
            Type[] types = widen.GetType().GetGenericArguments();
            table.Add((types[0], types[1]), widen);
        }

        return table;
    }
}
