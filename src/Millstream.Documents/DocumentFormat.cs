namespace Millstream.Documents;

/// <summary>How a document is written.</summary>
public enum DocumentFormat
{
    /// <summary>YAML 1.2, without tags.</summary>
    Yaml,

    /// <summary>JSON.</summary>
    Json,
}
