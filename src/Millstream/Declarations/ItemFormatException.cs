namespace Millstream;

/// <summary>Thrown when an item comes to an inlet that needs items of a narrower format. Trying again does not help.</summary>
public sealed class ItemFormatException : MillstreamException
{
    internal ItemFormatException(string inlet, string format, string? given)
        : base($"The inlet '{inlet}' needs items of the format '{format}', and got one {(given is null ? "without a format" : $"of the format '{given}'")}.")
    {
        Inlet = inlet;
        Format = format;
    }

    /// <summary>Gets the inlet: <c>task.inlet</c>.</summary>
    public string Inlet { get; }

    /// <summary>Gets the format that it needs.</summary>
    public string Format { get; }
}

/// <summary>An item that knows its format, such as <c>model:text</c>: a name, narrowed by a colon and another.</summary>
public interface IHasFormat
{
    /// <summary>Gets the format.</summary>
    string Format { get; }
}
