namespace Millstream.Files;

/// <summary>How the bytes of a file are packed.</summary>
public enum Compression
{
    /// <summary>As the end of the file's name says: <c>.gz</c> and <c>.br</c> are packed, everything else is not.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>By gzip.</summary>
    Gzip,

    /// <summary>By Brotli.</summary>
    Brotli,
}
