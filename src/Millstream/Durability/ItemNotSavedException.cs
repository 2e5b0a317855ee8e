namespace Millstream.Durability;

/// <summary>
/// Thrown when a store did not take an item, as the cause of the run's <see cref="TaskFailedException"/>; what the store threw is its
/// <see cref="Exception.InnerException"/>. Running again may help if that passes.
/// </summary>
public sealed class ItemNotSavedException : MillstreamException
{
    internal ItemNotSavedException(string key, Exception cause)
        : base($"The item could not be saved under '{key}': {cause.Message}", cause) =>
        Key = key;

    /// <summary>Gets the key. It has what it had before.</summary>
    public string Key { get; }

    internal override bool IsCauseOnly => true;
}
