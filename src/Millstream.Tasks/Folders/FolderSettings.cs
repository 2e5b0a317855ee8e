using Millstream.Rows;

namespace Millstream.Folders;

/// <summary>Which files of a folder are meant.</summary>
public abstract class FolderSettings : ICheckedSettings
{
    private protected FolderSettings()
    {
    }

    /// <summary>Gets or sets the folder; a relative path begins at the working directory. No file outside of it is ever named: links are not followed.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// Gets or sets which files are meant, by a pattern: <c>*</c> stands for any characters of a name, <c>?</c> for one. A pattern with a slash is one of the path below the folder,
    /// where <c>**</c> stands for any folders: <c>logs/**/*.gz</c>; one without is one of the name alone. Several patterns have a <c>|</c> between them.
    /// </summary>
    public string Pattern { get; set; } = "*";

    /// <summary>Gets or sets whether the folders below it are meant too.</summary>
    public bool Recursive { get; set; }

    internal FileTree Tree => new(Path, new PathPattern(Pattern), Recursive);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return SettingFaults.NotSet(nameof(Path), "the path of a folder");
        }
        else if (Path.Contains('\0', StringComparison.Ordinal))
        {
            yield return "the setting 'Path' has a character in it that no path has.";
        }

        if (string.IsNullOrWhiteSpace(Pattern))
        {
            yield return SettingFaults.NotSet(nameof(Pattern), "a pattern of names: *.csv");
        }
        else if (PathPattern.LeavesTheRoot(Pattern))
        {
            yield return $"the setting 'Pattern' is '{Pattern}'. It is a pattern of paths below the folder, and neither begins with a slash nor has '..' in it: *.csv, logs/**/*.gz.";
        }
    }
}
