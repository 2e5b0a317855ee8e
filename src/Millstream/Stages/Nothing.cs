namespace Millstream.Stages;

/// <summary>What a source reads and a sink emits.</summary>
internal readonly struct Nothing;
