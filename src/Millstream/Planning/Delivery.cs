namespace Millstream.Planning;

/// <summary>What an edge carries.</summary>
public enum Delivery
{
    /// <summary>The items as the task gives them.</summary>
    Items,

    /// <summary>Pieces of values that grow, each as it comes.</summary>
    Pieces,

    /// <summary>Whole values, each when its call has ended.</summary>
    Whole,
}
