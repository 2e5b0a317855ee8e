namespace Millstream.Stages;

/// <summary>Where a value of one run stands for the functions that were made before it was there.</summary>
internal sealed class ValueCell<T>
{
    /// <summary>Gets or sets the value; set before the first item is given to a function.</summary>
    public T Value { get; set; } = default!;
}
