using Microsoft.Win32.SafeHandles;

namespace Millstream.Files;

/// <summary>The process's standard output, as what may go away under it.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    /// <summary>Opens it. The framework's own stream keeps quiet when whoever read it has gone: a program that goes on for ever would never hear of it.</summary>
    public static Stream Open()
    {
        Stream output = Console.OpenStandardOutput();
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

            // Of a file the stream would keep a position of its own, and who writes behind this program would write over it.
            output = pipe.CanSeek ? output : pipe;
        }

        return new GuardedStream(output, static error => error switch
        {
            IOException { HResult: BrokenPipe } => new ReaderGoneException(error),
            UnauthorizedAccessException => new IOException("Standard output is closed.", error),
            _ => error,
        });
    }
}

/// <summary>Nobody reads standard output any more.</summary>
internal sealed class ReaderGoneException(Exception cause) : IOException("Nobody reads standard output any more.", cause);
