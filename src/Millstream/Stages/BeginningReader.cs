namespace Millstream.Stages;

/// <summary>Has a task begin when what its first call needs is there, and not with the first item of an inlet: for tasks that are given lists and whole values only.</summary>
internal sealed class BeginningReader<T> : ReaderOver<T, T>
{
    private readonly TaskScope _task;
    private bool _isTold;

    /// <summary>Makes the reader, and tells the inlets of the task that it begins by this one.</summary>
    /// <param name="task">The task.</param>
    /// <param name="inner">Reads what each call is given.</param>
    public BeginningReader(TaskScope task, InletReader<T> inner)
        : base(inner)
    {
        _task = task;
        task.BeginsWhole = true;
    }

    public override int Fill()
    {
        int items = Inner.Fill();
        LookForStart(items);
        return items;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<T> items = Inner.Read(max);
        LookForStart(items.Length);
        Position += items.Length;
        return items;
    }

    private void LookForStart(int items)
    {
        if (!_isTold && (items > 0 || (Inner.IsEnded && Inner.Fault is null)))
        {
            _isTold = true;
            _task.Run.Begun(_task);
        }
    }
}
