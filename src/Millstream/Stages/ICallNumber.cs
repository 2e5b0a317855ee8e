namespace Millstream.Stages;

/// <summary>A step that calls user code for each item, and knows which one it is at.</summary>
internal interface ICallNumber
{
    /// <summary>Gets the number of the item that the code is called for; meaningful while it is.</summary>
    long CallNumber { get; }
}
