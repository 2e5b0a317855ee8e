namespace Millstream.Folders;

/// <summary>Which files are watched.</summary>
public sealed class FolderWatchSettings : FolderSettings
{
    /// <summary>Gets or sets whether the files that are there when the watching begins come first, by their paths.</summary>
    public bool Existing { get; set; }

    /// <summary>Gets or sets whether files that are deleted are told too.</summary>
    public bool Deleted { get; set; }

    /// <summary>Gets or sets how long a file must have been left alone before it is told, so that one that is being written comes once, when it is whole.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Gets or sets how often the folder is looked through besides, for file systems that tell nothing of changes made elsewhere (network drives, some containers); never unless set.
    /// </summary>
    public TimeSpan? Poll { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check()
    {
        foreach (string fault in base.Check())
        {
            yield return fault;
        }

        if (Settle < TimeSpan.Zero)
        {
            yield return $"the setting 'Settle' is {Settle}. It is a time: 200ms.";
        }

        if (Poll <= TimeSpan.Zero)
        {
            yield return $"the setting 'Poll' is {Poll}. It is more than nothing: 10s.";
        }
    }
}
