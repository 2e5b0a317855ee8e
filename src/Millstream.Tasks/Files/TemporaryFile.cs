namespace Millstream.Files;

/// <summary>Makes files for what does not fit into memory. They are gone when they are closed, and nobody but who runs the process may read them.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes an empty file.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="use">What it is for, which its name says.</param>
    /// <param name="bufferLength">How many bytes are written and read at once; 0 for as many as are asked for.</param>
    public static FileStream Create(string folder, string use, int bufferLength)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = bufferLength,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(folder, $"millstream-{use}-{Path.GetRandomFileName()}"), options);
    }
}
