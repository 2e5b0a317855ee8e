using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A source that gives one value which was written into the graph. Each run has an array or a list of its own, so that one that a task changes is not changed for others.</summary>
internal sealed class LiteralTask<T>(T literal) : TaskBody("constant", TaskOptions.None, [], [Out<T>()]), ILiteralTask
{
    public object? Value => literal;

    public bool IsStream => false;

    public override bool IsFusable => false;

    public override bool IsPassThrough => true;

    public override bool IsTimeless => true;

    public override StageHead CreateHead(StageWiring wiring) => new SliceHead<T>(wiring.Task, [(T)Fresh(literal)!], wiring.Outlet<T>());

    [UnconditionalSuppressMessage(
        "Trimming", "IL2072", Justification = "Of a list whose copying constructor was trimmed away, every run is given the same.")]
    private static object? Fresh(object? value)
    {
        switch (value)
        {
            case Array array:
                return array.Clone();
            case IList when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>):
                try
                {
                    return Activator.CreateInstance(type, value);
                }
                catch (MissingMethodException)
                {
                    return value;
                }

            default:
                return value;
        }
    }
}

/// <summary>A value, or items, that were written into the graph, whatever their type.</summary>
internal interface ILiteralTask
{
    /// <summary>Gets the value, or a list of the items.</summary>
    object? Value { get; }

    /// <summary>Gets whether it is items, one after the other.</summary>
    bool IsStream { get; }
}
