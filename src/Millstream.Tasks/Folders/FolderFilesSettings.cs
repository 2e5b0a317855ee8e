namespace Millstream.Folders;

/// <summary>Which files are listed.</summary>
public sealed class FolderFilesSettings : FolderSettings;
