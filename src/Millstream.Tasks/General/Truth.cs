namespace Millstream.General;

/// <summary>Numbers as truths: more than a half is true. What is no number is neither.</summary>
internal static class Truth
{
    public static bool Of(double number) => number > 0.5;

    public static bool IsValid(double number) => !double.IsNaN(number);
}
