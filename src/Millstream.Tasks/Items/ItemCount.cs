namespace Millstream.Items;

/// <summary>How many items a task has seen.</summary>
public sealed class ItemCount
{
    internal long Count { get; set; }
}
