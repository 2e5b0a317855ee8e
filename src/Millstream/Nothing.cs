namespace Millstream;

/// <summary>The item of a stream that carries none: what a method without parameters is called with, and what one that returns nothing gives.</summary>
public readonly struct Nothing : IEquatable<Nothing>
{
    /// <inheritdoc/>
    public bool Equals(Nothing other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Nothing;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <summary>Says that two are equal, as they always are.</summary>
    public static bool operator ==(Nothing left, Nothing right) => true;

    /// <summary>Says that two differ, which they never do.</summary>
    public static bool operator !=(Nothing left, Nothing right) => false;
}
