namespace Millstream;

/// <summary>A part of a program in which tasks are spawned that stream: each runs again and again, for each item or for ever.</summary>
/// <remarks>
/// <para>
/// Inside the region's body nothing runs; when the body returns, all tasks start as one, so that no item is lost. Passing a task's handle to another task is an
/// edge. A handle of a task that runs already, in another region, is a late connection: items come from then on. Anything else is a constant.
/// </para>
/// <para>
/// A task without stream arguments is a source: called until it finishes, reaches <c>MaxEvaluations</c>, or is ended. What nobody reads is discarded and
/// counted. Several arguments are taken in step, the k-th item of one with the k-th of the others. The options of a task bound the edges that it reads.
/// </para>
/// <para>Thread-safe while the body runs; closed after that.</para>
/// </remarks>
public sealed partial class Region;
