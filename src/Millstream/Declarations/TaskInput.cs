using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>What an inlet of a declared task reads, in a graph under construction: a flow, a single value, or a constant.</summary>
public readonly struct TaskInput
{
    internal TaskInput(FlowInput from, bool isValue)
    {
        From = from;
        IsValue = isValue;
    }

    /// <summary>Reads a flow or a single value.</summary>
    public static implicit operator TaskInput(FlowOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new(new FlowInput(outcome.Node, outcome.OutletIndex), outcome.Kind == Graphs.OutputKind.Value);
    }

    /// <summary>Reads a constant.</summary>
    /// <param name="constant">What each call is given.</param>
    public static TaskInput Of<T>(T constant) => ((ValueInput<T>)constant).Input;

    internal FlowInput From { get; }

    /// <summary>Gets whether it is one value, given to every call where another inlet has a stream.</summary>
    internal bool IsValue { get; }

    /// <summary>Reads a constant.</summary>
    /// <exception cref="ArgumentException">It is a flow: the inlet takes any object, and reads a flow of that type only.</exception>
    public static TaskInput Constant<T>(T constant) => constant is FlowOutcome flow
        ? throw new ArgumentException(
            $"A flow of '{flow.Node.Task.Name}' is given as a constant to an inlet of {TypeName.Of(typeof(T))}. "
            + $"Make its items of that type first: 'flow.Then(x => ({TypeName.Of(typeof(T))})x)'.",
            nameof(constant))
        : new TaskInput(new FlowInput(new FlowNode(new LiteralTask<T>(constant), []) { IsValue = true }, 0), isValue: true);
}

/// <summary>What an inlet of a declared task may read where the result is a stream: a flow, a single value, or a constant.</summary>
/// <remarks>Conversions make it; nobody writes its name.</remarks>
public readonly struct StreamInput<T>
{
    private readonly TaskInput _input;

    private StreamInput(TaskInput input) => _input = input;

    /// <summary>Reads a flow.</summary>
    public static implicit operator StreamInput<T>(Flow<T> flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new(new TaskInput(flow.Input, isValue: false));
    }

    /// <summary>Reads a single value.</summary>
    public static implicit operator StreamInput<T>(FlowValue<T> value) => new(((ValueInput<T>)value).Input);

    /// <summary>Reads a constant.</summary>
    public static implicit operator StreamInput<T>(T constant) => new(((ValueInput<T>)constant).Input);

    /// <summary>Reads what is a single value or a constant.</summary>
    public static implicit operator StreamInput<T>(ValueInput<T> value) => new(value.Input);

    /// <summary>Gives what the inlet reads.</summary>
    public TaskInput Input => _input;
}

/// <summary>What an inlet of a declared task may read where the result is a single value: a value or a constant.</summary>
/// <remarks>Conversions make it; nobody writes its name.</remarks>
public readonly struct ValueInput<T>
{
    private ValueInput(TaskInput input) => Input = input;

    /// <summary>Reads a single value.</summary>
    public static implicit operator ValueInput<T>(FlowValue<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(new TaskInput(value.Input, isValue: true));
    }

    /// <summary>Reads a constant.</summary>
    public static implicit operator ValueInput<T>(T constant) => new(TaskInput.Constant(constant));

    /// <summary>Gives what the inlet reads.</summary>
    public TaskInput Input { get; }
}
