using System.Globalization;
using System.Text.Json.Nodes;
using Millstream.Declarations;

namespace Millstream;

/// <summary>The transforms that come with Millstream; <see cref="TransformCatalogue"/> has them by their ids, and one's own. Of null those of texts, and into values, make null.</summary>
public static class Transforms
{
    private const string IsoFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Gets <c>uppercase</c>, by the invariant culture.</summary>
    public static Transform<string, string> Uppercase { get; } = OfText("uppercase", static text => text.ToUpperInvariant());

    /// <summary>Gets <c>lowercase</c>, by the invariant culture.</summary>
    public static Transform<string, string> Lowercase { get; } = OfText("lowercase", static text => text.ToLowerInvariant());

    /// <summary>Gets <c>numberToString</c>: a number as the shortest text that means it, with a point: <c>5</c>, <c>2.5</c>.</summary>
    public static Transform<double, string> NumberToString { get; } =
        Transform.Of("numberToString", static (double number) => number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Gets <c>toBoolean</c>: false for null, 0, nothing, <c>false</c>, <c>no</c> and <c>off</c>; true for the rest.</summary>
    public static Transform<object?, bool> ToBoolean { get; } = Transform.Of("toBoolean", static (object? value) => AnyValue.IsTrue(value));

    /// <summary>Gets <c>stringify</c>: a value as JSON.</summary>
    public static Transform<object?, string> Stringify { get; } = Transform.Of("stringify", static (object? value) => AnyValue.Json(value));

    /// <summary>Gets <c>parseJson</c>: JSON as a value.</summary>
    public static Transform<string, JsonNode?> ParseJson { get; } = Transform.Of("parseJson", static (string text) => text is null ? null : JsonNode.Parse(text));

    /// <summary>Gets <c>unixToIsoDate</c>: seconds since 1970 as <c>1970-01-01T00:00:00.000Z</c>.</summary>
    public static Transform<double, string> UnixToIsoDate { get; } = Transform.Of(
        "unixToIsoDate",
        static (double seconds) => DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)).ToString(IsoFormat, CultureInfo.InvariantCulture));

    /// <summary>Gets <c>isoDateToUnix</c>: a date as seconds since 1970.</summary>
    public static Transform<string, double> IsoDateToUnix { get; } = Transform.Of(
        "isoDateToUnix",
        static (string date) => date is null ? throw new FormatException("There is no date, but null.") : (DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).TotalSeconds);

    /// <summary>Makes <c>pick</c>: what is at a path of names, and of numbers in lists; null where nothing is.</summary>
    /// <param name="path">Such as <c>user.names.0</c>, into JSON, dictionaries and lists.</param>
    public static Transform<object?, object?> Pick(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Transform.Of("pick", (object? value) => AnyValue.Pick(value, path), (nameof(path), path));
    }

    /// <summary>Makes <c>pick</c> of a value of a type, which it must be or mean.</summary>
    /// <inheritdoc cref="Pick(string)"/>
    public static Transform<object?, T> Pick<T>(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Transform.Of("pick", (object? value) => AnyValue.To<T>(AnyValue.Pick(value, path)), (nameof(path), path), ("type", typeof(T).Name));
    }

    /// <summary>Makes <c>index</c>: an element of a list; null where there is none.</summary>
    /// <param name="index">From 0, or from the end where negative: -1 is the last.</param>
    public static Transform<object?, object?> Index(int index) => Transform.Of("index", (object? value) => AnyValue.At(value, index), (nameof(index), index));

    /// <summary>Makes <c>index</c> of a list whose elements are of a type.</summary>
    /// <inheritdoc cref="Index(int)"/>
    public static Transform<object?, T> Index<T>(int index) => Transform.Of("index", (object? value) => AnyValue.To<T>(AnyValue.At(value, index)), (nameof(index), index));

    /// <summary>Makes <c>coalesce</c>: another value in the place of null.</summary>
    /// <param name="fallback">The other value.</param>
    public static Transform<T?, T> Coalesce<T>(T fallback)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return Transform.Of("coalesce", (T? value) => value ?? fallback, (nameof(fallback), fallback));
    }

    /// <summary>Makes <c>truncate</c>: the beginning of a text.</summary>
    /// <param name="length">How many characters are left at most.</param>
    public static Transform<string, string> Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return OfText("truncate", text => text.Length <= length ? text : text[..length], (nameof(length), length));
    }

    /// <summary>Makes <c>substring</c>: a text from one place up to another, as far as it goes.</summary>
    /// <param name="start">The first character, from 0.</param>
    /// <param name="end">The one behind the last; the end of the text unless given.</param>
    public static Transform<string, string> Substring(int start, int? end = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end ?? start, start, nameof(end));
        return OfText(
            "substring", text => text[Math.Min(start, text.Length)..Math.Min(end ?? text.Length, text.Length)], (nameof(start), start), (nameof(end), end));
    }

    private static Transform<string, string> OfText(string id, Func<string, string> function, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Transform.Of(id, (string text) => text is null ? null! : function(text), parameters);
}
