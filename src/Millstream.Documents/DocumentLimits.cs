namespace Millstream.Documents;

/// <summary>How large a document may be: what a text can cost whoever reads it.</summary>
public sealed record DocumentLimits
{
    /// <summary>Gets how many bytes a file, or characters a text, may have.</summary>
    /// <value>1,000,000 unless set.</value>
    public int MaxLength { get; init; } = 1_000_000;

    /// <summary>Gets how deep maps and lists may be nested.</summary>
    /// <value>64 unless set.</value>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Gets how often YAML may refer to a value that it has given a name (<c>*name</c>).</summary>
    /// <value>100 unless set.</value>
    public int MaxAliases { get; init; } = 100;

    /// <summary>Gets how many values a text may have, those that an alias stands for counted each time.</summary>
    /// <value>200,000 unless set.</value>
    public int MaxValues { get; init; } = 200_000;

    /// <summary>Gets how many nodes a graph may have, those of graphs in it and of other files among them.</summary>
    /// <value>10,000 unless set.</value>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>Gets how deep files of graphs may refer to others.</summary>
    /// <value>8 unless set.</value>
    public int MaxFileDepth { get; init; } = 8;
}
