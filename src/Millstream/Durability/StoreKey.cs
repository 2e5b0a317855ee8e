namespace Millstream.Durability;

/// <summary>What a key may be, and how a value becomes a part of one.</summary>
/// <remarks>
/// A key is a relative path with '/': segments that are not empty and not "." or "..". In a value '%', '/', '\' and control characters are escaped as in URLs (RFC 3986
/// §2.1), "." and ".." whole; null and the empty text have names of their own. So two different texts never render alike, and no value leads out of its segment.
/// </remarks>
internal static class StoreKey
{
    private const string Null = "%null";
    private const string Empty = "%empty";

    /// <summary>Says what is wrong with a key; null when nothing is.</summary>
    public static string? FaultOf(string key)
    {
        foreach (char c in key)
        {
            if (c == '\\' || char.IsControl(c))
            {
                return $"has the character U+{(int)c:X4}, which no key may have; separate its parts by '/'";
            }
        }

        foreach (string segment in key.Split('/'))
        {
            if (segment.Length == 0)
            {
                return "has an empty part: it begins or ends with '/', or has two in a row";
            }

            if (segment is "." or "..")
            {
                return $"has the part '{segment}', which would lead elsewhere";
            }
        }

        return null;
    }

    public static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (FaultOf(key) is { } fault)
        {
            throw new ArgumentException($"The key '{key}' {fault}.", nameof(key));
        }
    }

    public static string Escape(string? value)
    {
        switch (value)
        {
            case null:
                return Null;
            case "":
                return Empty;
            case ".":
                return "%2E";
            case "..":
                return "%2E%2E";
        }

        if (!value.AsSpan().ContainsAny('%', '/', '\\') && !value.Any(char.IsControl))
        {
            return value;
        }

        var text = new System.Text.StringBuilder(value.Length + 8);
        foreach (char c in value)
        {
            if (c is '%' or '/' or '\\' || char.IsControl(c))
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
