namespace Millstream;

/// <summary>Tests that measure the whole process (its heap, its threads): no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
