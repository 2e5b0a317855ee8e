namespace Millstream.Files;

/// <summary>A stream that is written to, and whose errors are other ones, or none.</summary>
/// <param name="inner">The stream.</param>
/// <param name="told">Gives what is thrown in the place of an error; null for nothing.</param>
internal sealed class GuardedStream(Stream inner, Func<Exception, Exception?> told) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception error) when (IsOfStream(error))
        {
            Tell(error);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsOfStream(error))
        {
            Tell(error);
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception error) when (IsOfStream(error))
        {
            Tell(error);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static bool IsOfStream(Exception error) => error is IOException or UnauthorizedAccessException;

    private void Tell(Exception error)
    {
        if (told(error) is { } thrown)
        {
            throw thrown;
        }
    }
}
