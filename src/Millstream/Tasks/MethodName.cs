namespace Millstream.Tasks;

/// <summary>Tells what to call a task that was given as a delegate.</summary>
internal static class MethodName
{
    /// <summary>The method's own name; <paramref name="otherwise"/> for a lambda, which has none.</summary>
    public static string Of(Delegate function, string otherwise)
    {
        string name = PartialCall.Unfold(function).Method.Method.Name;

        // The compiler calls a local function "<Outer>g__Name|0_0" and a lambda "<Outer>b__0_0".
        int local = name.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0)
        {
            int end = name.IndexOf('|', local);
            return end < 0 ? name[(local + 4)..] : name[(local + 4)..end];
        }

        return name.StartsWith('<') ? otherwise : name;
    }
}
