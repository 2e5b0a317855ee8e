namespace Millstream.Supplies;

/// <summary>Files as what entitlements concern: full paths with slashes, so that no '..' and no relative path leads around a rule. Links are the system's: they are not looked at.</summary>
internal static class FileResource
{
    /// <summary>Says whether an entitlement concerns files.</summary>
    public static bool IsMeantBy(string entitlement) => entitlement == "filesystem" || entitlement.StartsWith("filesystem:", StringComparison.Ordinal);

    /// <summary>Gives a path as rules are compared with.</summary>
    public static string Of(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            // No path, which opens nothing.
            return path;
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.DirectorySeparatorChar == '/' ? full : full.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>Gives a pattern of paths as it is compared: one that begins with a wildcard means paths from their beginning.</summary>
    public static string OfPattern(string pattern) => pattern.StartsWith('*') ? pattern : Of(pattern);
}
