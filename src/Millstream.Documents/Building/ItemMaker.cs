using System.Text.Json.Nodes;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes constants for inlets, of the type of the inlet's items.</summary>
internal static class ItemMaker
{
    /// <summary>Gives what an inlet reads of a constant; null where it is none of the inlet's type.</summary>
    public static TaskInput? Constant(InletDescriptor inlet, Resolved value) => inlet.Port.Accept(new InputMaker(value, isItem: inlet.Kind == InletKind.Item));

    /// <summary>Makes an item of a type; false where the value is none.</summary>
    public static bool TryMake<T>(object? value, out T item)
    {
        item = default!;
        object? made = value;
        bool isMade = value is T
            || (value is null && default(T) is null && typeof(T) != typeof(JsonNode))
            || (typeof(T).IsAssignableTo(typeof(JsonNode)) && (made = NodeOf(value)) is T or null)
            || SettingValue.TryConvert(value, typeof(T), out made);
        if (isMade && made is not null)
        {
            item = (T)made;
        }

        return isMade && (made is not null || default(T) is null);
    }

    private static JsonNode? NodeOf(object? value) => value switch
    {
        null => null,
        IReadOnlyList<object?> items => new JsonArray([.. items.Select(NodeOf)]),
        IReadOnlyDictionary<string, object?> map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, NodeOf(m.Value)))),
        _ => JsonTypes.ValueOf(value),
    };

    private sealed class InputMaker(Resolved value, bool isItem) : IPortVisitor<TaskInput?>
    {
        public TaskInput? Visit<T>(Port port)
        {
            if (!value.IsKnown)
            {
                // The graph is only looked at.
                return TaskInput.Constant(default(T)!);
            }

            if (!isItem && value.Value is IReadOnlyList<object?> list)
            {
                var items = new T[list.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    if (!TryMake(list[i], out T item))
                    {
                        return null;
                    }

                    items[i] = item;
                }

                return Flow.From<T>(items);
            }

            return TryMake(value.Value, out T only) ? TaskInput.Constant(only) : (TaskInput?)null;
        }
    }
}
