namespace Millstream.Folders;

/// <summary>What was seen of a file.</summary>
/// <param name="Path">Its path below the root, with slashes.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Changed">When it was written last.</param>
internal sealed record FileState(string Path, long Length, DateTimeOffset Changed);
