using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Fixes the first argument of a method: <c>Func&lt;int, int, IEnumerable&lt;int>> range = Range; Iter(range.Partial(100), 50)</c>.</summary>
    /// <remarks>The task still has the method's name, and keys of saves may name the fixed parameter; of a lambda around the method neither would be known.</remarks>
    public static Func<T2, TResult> Partial<T1, T2, TResult>(this Func<T1, T2, TResult> method, T1 first)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new PartialOfTwo<T1, T2, TResult>(method, first).Invoke;
    }

    /// <inheritdoc cref="Partial{T1, T2, TResult}(Func{T1, T2, TResult}, T1)"/>
    public static Func<T2, T3, TResult> Partial<T1, T2, T3, TResult>(this Func<T1, T2, T3, TResult> method, T1 first)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new PartialOfThree<T1, T2, T3, TResult>(method, first).Invoke;
    }

    private sealed class PartialOfTwo<T1, T2, TResult>(Func<T1, T2, TResult> method, T1 first) : PartialCall
    {
        protected override Delegate Method => method;

        protected override object? First => first;

        public TResult Invoke(T2 second) => method(first, second);
    }

    private sealed class PartialOfThree<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> method, T1 first) : PartialCall
    {
        protected override Delegate Method => method;

        protected override object? First => first;

        public TResult Invoke(T2 second, T3 third) => method(first, second, third);
    }
}
