namespace Millstream.Durability;

/// <summary>
/// Thrown when two items of one run would be saved under one key, as the cause of the run's <see cref="TaskFailedException"/>. Running again cannot help.
/// </summary>
public sealed class KeyConflictException : MillstreamException
{
    internal KeyConflictException(string key, ItemIndex first, ItemIndex second)
        : base(
            $"The items {first} and {second} have the same key '{key}'. Put '{{index}}' in the key template, or allow the second to replace the first "
            + "with 'overwrite: true'.")
    {
        Key = key;
        First = first;
        Second = second;
    }

    /// <summary>Gets the key that both items have.</summary>
    public string Key { get; }

    /// <summary>Gets the item that the store has.</summary>
    public ItemIndex First { get; }

    /// <summary>Gets the item that was not saved.</summary>
    public ItemIndex Second { get; }

    internal override bool IsCauseOnly => true;
}
