namespace Millstream.Files;

/// <summary>The bytes of a file as they are, looked at on their way whether they are UTF-8.</summary>
/// <param name="file">The file, which goes with this.</param>
/// <param name="check">Looks at them.</param>
internal sealed class Utf8Checked(Stream file, Utf8Check check) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        int read = file.Read(buffer);
        check.Take(buffer[..read]);
        if (read == 0 && buffer.Length > 0)
        {
            check.End();
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
