namespace Millstream;

/// <summary>Makes a method, or a class that derives from <see cref="StreamTask"/>, a task: it can be placed in a graph, joined by names, and used in a flow, by what the generator writes for it.</summary>
/// <remarks>The signature says how the task meets the stream; what the attribute sets can be set anew where the task is placed.</remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class StreamTaskAttribute : Attribute
{
    /// <summary>Gets or sets the task's name, in errors, documents and the catalogue.</summary>
    /// <value>The method's name, without <c>Async</c> at its end, unless set.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets what a person is shown.</summary>
    /// <value>The name in words (<c>My Adder</c> for <c>MyAdder</c> or <c>my_adder</c>) unless set.</value>
    public string? Label { get; set; }

    /// <summary>Gets or sets the version: another one means that results kept of an older one do not hold.</summary>
    public string Version { get; set; } = "1";

    /// <summary>
    /// Gets or sets whether the task may be run again from its first item, when what ran it was lost: nothing that it does outside the stream minds being done twice.
    /// </summary>
    /// <value>Unless set: that it may, except where the method reads a live stream.</value>
    public bool IsReplayable { get; set; } = true;

    /// <summary>Gets or sets how often a call that failed is repeated, or a source that has given nothing yet or asks for <see cref="TaskContext.StartPosition"/>; 0 unless set.</summary>
    public int Retry { get; set; }

    /// <summary>Gets or sets how many milliseconds one call may take, of a method that reads a live stream all of it; 0, the default, for any.</summary>
    public int TimeoutMs { get; set; }

    /// <summary>Gets or sets how many milliseconds the task waits for the next item of an inlet, after one; 0, the default, for any.</summary>
    public int IdleTimeoutMs { get; set; }

    /// <summary>Gets or sets how many calls may run at the same time; 1 unless set.</summary>
    public int Parallel { get; set; } = 1;

    /// <summary>Gets or sets whether results go on as they come, not in the order of the items.</summary>
    public bool Unordered { get; set; }

    /// <summary>Gets or sets whether the method may be called while another call of it runs; how many at once, <see cref="Parallel"/> says.</summary>
    /// <remarks>Of a task with a state, the class of the state says so: <see cref="ThreadSafeAttribute"/>.</remarks>
    public bool ThreadSafe { get; set; }

    /// <summary>Gets or sets how several inlets of single items are read.</summary>
    public Combine Combine { get; set; }

    /// <summary>Gets or sets, for <see cref="Combine.Latest"/>, whether items are taken in the order of their times, whichever inlet they come on.</summary>
    /// <value><see langword="true"/> unless set.</value>
    public bool Synchronized { get; set; } = true;

    /// <summary>Gets or sets, for <see cref="Combine.Timestamp"/>, how many milliseconds the times of items may differ that belong together; 0 unless set.</summary>
    public int Tolerance { get; set; }
}

/// <summary>How several inlets of single items are read together.</summary>
public enum Combine
{
    /// <summary>The k-th item of one with the k-th of the other; an item left over is dropped and counted.</summary>
    Zip,

    /// <summary>As <see cref="Zip"/>, and the task fails when one inlet ends before the other.</summary>
    ZipStrict,

    /// <summary>For each item of any inlet the latest of all, once each has given one; in the order of their times unless the task is told not to synchronise.</summary>
    Latest,

    /// <summary>The items whose times agree, one of each inlet; an item without partners is dropped and counted.</summary>
    Timestamp,
}
