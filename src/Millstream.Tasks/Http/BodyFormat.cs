namespace Millstream.Http;

/// <summary>What the body of a request or an answer is.</summary>
public enum BodyFormat
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>JSON: the column with it holds what it says, a row of an object and a list of an array.</summary>
    Json,
}
