namespace Millstream.Files;

/// <summary>How items are printed.</summary>
public enum OutputFormat
{
    /// <summary>Texts and numbers as they are, everything else as JSON.</summary>
    Text,

    /// <summary>Everything as JSON, one item a line.</summary>
    Json,
}
