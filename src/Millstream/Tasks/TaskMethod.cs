using System.Reflection;
using System.Runtime.CompilerServices;

namespace Millstream.Tasks;

/// <summary>The user's method behind a task: which parameters it has, which of them take the item, and which are fixed.</summary>
/// <remarks>Looks at the method only when it is asked: building a flow costs no reflection.</remarks>
internal sealed class TaskMethod
{
    private readonly Delegate _method;
    private readonly object?[] _before;
    private readonly object?[] _after;
    private readonly int _items;
    private string?[]? _names;

    /// <summary>Tells of a method that was given to an operator.</summary>
    /// <param name="method">What the user gave.</param>
    /// <param name="items">How many parameters take the item: 0 for a generator, 1 for a task, 2 for one that takes the parts of a pair.</param>
    /// <param name="after">The values of the parameters behind those.</param>
    public TaskMethod(Delegate method, int items, params object?[] after)
    {
        (_method, _before) = PartialCall.Unfold(method);
        _items = items;
        _after = after;
    }

    /// <summary>Gets the names of the parameters whose values are known: fixed, or known with each item.</summary>
    public IEnumerable<string> Names =>
        All().Take(_before.Length + _items + _after.Length).Where(n => n is not null).Select(n => n!);

    /// <summary>Finds a parameter whose value is known.</summary>
    public bool TryFind(string name, out TaskParameter parameter)
    {
        int at = Array.IndexOf(All(), name);
        int item = at - _before.Length;
        parameter = at < 0 || item >= _items + _after.Length ? default
            : item < 0 ? new TaskParameter(IsFixed: true, _before[at])
            : item < _items ? new TaskParameter(IsFixed: false, Value: null, _items == 1 ? null : item)
            : new TaskParameter(IsFixed: true, _after[item - _items]);
        return at >= 0 && item < _items + _after.Length;
    }

    private string?[] All()
    {
        if (_names is null)
        {
            MethodInfo method = _method.Method;

            // A delegate of a static method that is closed over its first argument, as of an extension method called on an object.
            int bound = method.IsStatic && _method.Target is not null ? 1 : 0;
            _names = [.. method.GetParameters().Skip(bound).Select(p => p.Name)];
        }

        return _names;
    }
}

/// <summary>What a parameter gets: one value for the run, or the item, or a part of it.</summary>
internal readonly record struct TaskParameter(bool IsFixed, object? Value, int? Part = null)
{
    /// <summary>Gives the value for the item that the task was called with.</summary>
    public object? ValueFor(object? item) => IsFixed ? Value : Part is { } part ? ((ITuple)item!)[part] : item;
}
