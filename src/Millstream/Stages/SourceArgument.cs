namespace Millstream.Stages;

/// <summary>A value of the run that a source is called with: the source begins when it is there.</summary>
internal abstract class SourceArgument
{
    /// <summary>Gets why the value will not come, when what makes it has failed.</summary>
    public abstract Exception? Fault { get; }

    /// <summary>Takes the value if it is there; else the stage's signal is armed, or <see cref="Fault"/> set.</summary>
    /// <exception cref="StageFaultException">There is none and will be none.</exception>
    public abstract bool TryTake();

    /// <summary>Gives the value up. Harmless when repeated.</summary>
    public abstract void Leave();

    /// <summary>Gives the value up from outside the stage, which is stuck in user code.</summary>
    public abstract void Abandon();
}

/// <inheritdoc/>
/// <param name="task">The source.</param>
/// <param name="reader">Reads the value.</param>
/// <param name="missing">Makes the error for a value that was never made.</param>
internal sealed class SourceArgument<T>(TaskScope task, InletReader<T> reader, Func<Exception> missing) : SourceArgument
{
    /// <summary>Gets the value, once it was taken.</summary>
    public T Value { get; private set; } = default!;

    public override Exception? Fault => reader.Fault;

    public override bool TryTake()
    {
        ReadOnlySpan<T> one = reader.Read(1);
        if (!one.IsEmpty)
        {
            Value = one[0];
            reader.Leave();
            return true;
        }

        return reader.IsEnded && reader.Fault is null
            ? throw new StageFaultException(task, task.Error(missing(), index: null), downstream: null)
            : false;
    }

    public override void Leave() => reader.Leave();

    public override void Abandon() => reader.Abandon();
}
