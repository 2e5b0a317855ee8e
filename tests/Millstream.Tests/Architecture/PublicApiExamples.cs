// What PublicApiTests tries the listing on: each kind of type and member once.
namespace Sample.Surface;

public enum Colour
{
    Red = 1,
    Green = 2,
}

public delegate bool Probe<in T>(T item, ref int count, out string text, in long limit);

public interface IShaped
{
    string? this[int index] { get; }
}

public abstract class Shape<T> : IShaped, IDisposable
    where T : struct
{
    public const string Kind = "shape";

    protected Shape(int size = 3)
    {
        Size = size;
    }

    public event EventHandler? Changed;

    public int Size { get; protected set; }

    public required (T Left, T? Right) Pair { get; init; }

    public string? this[int index] => null;

    public override string ToString() => "";

    public void Dispose()
    {
        Changed?.Invoke(this, EventArgs.Empty);
        GC.SuppressFinalize(this);
    }

    public abstract TTo[] Cut<TTo>(Colour hue = Colour.Red)
        where TTo : class, new();

    internal static void Hidden()
    {
    }

    protected virtual void Add(params ReadOnlySpan<int> sizes)
    {
    }

    public sealed record Corner(int X, int? Y = null);
}

public readonly record struct Id(string Text)
{
    public static implicit operator Id(string text) => new(text);
}

public static class ShapeExtensions
{
    public static int Twice<T>(this Shape<T> shape)
        where T : struct => shape.Size * 2;
}

internal sealed class Unseen
{
    public static int Number => 1;
}
