namespace Millstream.Files;

/// <summary>Thrown where what a text holds cannot be read as what it should be; the message goes on behind the name of the file.</summary>
internal sealed class UnreadableException(string message) : IOException(message);
