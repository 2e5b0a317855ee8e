namespace Millstream.Processes;

/// <summary>Which program is given the items.</summary>
public sealed class ProcessWriteSettings : ProcessSettings;
