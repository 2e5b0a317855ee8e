namespace Millstream.Files;

/// <summary>Which file is written, and how.</summary>
public sealed class FileWriteSettings : FileSettings
{
    /// <summary>Gets or sets whether lines go behind those that are in the file, as they come. Otherwise the file is replaced as a whole, when the last line has come.</summary>
    public bool Append { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<string> Check() => base.Check().Concat(FileEnd.Faults(this, Append));
}
