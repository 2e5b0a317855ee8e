namespace Millstream.Supplies;

/// <summary>Settings whose path may stand for the process's standard input or output, for which no file is needed.</summary>
internal interface IStandardStreamSettings
{
    /// <summary>Gets whether it does.</summary>
    bool IsStandard { get; }
}
