using Millstream;

namespace Shop;

/// <summary>Tasks of every ordinary row: items in, items out.</summary>
public static class Arithmetic
{
    /// <summary>Squares a <paramref name="x"/>, as <see cref="Math.Pow(double, double)"/> would.</summary>
    /// <param name="x">What is squared.</param>
    [StreamTask]
    public static int Square(int x) => x * x;

    [StreamTask]
    public static (int Sum, int Diff) Both(int a, int b) => (a + b, a - b);

    [StreamTask]
    public static int Add(int a, int b = 5) => a + b;

    [StreamTask(Combine = Combine.ZipStrict)]
    public static int AddStrict(int a, int b) => a + b;

    [StreamTask]
    public static string Three(int a, string b, bool c) => $"{a}{b}{c}";

    [StreamTask]
    public static (int, string) Unnamed(int x) => (x, $"{x}");

    [StreamTask(Name = "negated", Label = "The other side", Version = "2")]
    [return: Outlet("negative")]
    public static int Negate(int x) => -x;

    [StreamTask]
    [return: Outlet("pair")]
    public static (int Left, int Right) AsOne(int x) => (x, x + 1);

    [StreamTask]
    public static async Task<int> HalfAsync(int x)
    {
        await Task.Yield();
        return x / 2;
    }

    [StreamTask]
    public static async ValueTask<(int Quotient, int Remainder)> DivideAsync(int x, int by)
    {
        await Task.Yield();
        return (x / by, x % by);
    }

    [StreamTask]
    public static int Sum(IReadOnlyList<int> numbers) => numbers.Sum();

    [StreamTask]
    public static string Labelled(int x, IReadOnlyList<string> words) => $"{x}:{string.Join('+', words)}";

    [StreamTask]
    public static string Kinds(int[] array, List<int> list, string text) => $"{array.Length} {list.Count} {text.Length}";

    [StreamTask]
    public static int[] ArrayOf(int x) => [x, x];

    [StreamTask]
    public static List<int> ListOf(int x) => [x, x];

    [StreamTask]
    public static IReadOnlyList<int> Twice(int x) => [x, x];
}
