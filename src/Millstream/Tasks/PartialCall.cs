namespace Millstream.Tasks;

/// <summary>A method whose first argument is fixed: stands behind the delegate, so that names and values of its parameters are still known.</summary>
internal abstract class PartialCall
{
    protected abstract Delegate Method { get; }

    protected abstract object? First { get; }

    /// <summary>Gives the method at the bottom, and the values of its first parameters that were fixed.</summary>
    public static (Delegate Method, object?[] Fixed) Unfold(Delegate method)
    {
        var values = new List<object?>();
        while (method.Target is PartialCall call)
        {
            values.Insert(0, call.First);
            method = call.Method;
        }

        return (method, values.Count == 0 ? [] : [.. values]);
    }
}
