using System.Collections;

namespace Millstream;

/// <summary>What the body of a while gave in one round, for the test behind it.</summary>
public readonly struct Round
{
    private readonly ValueList<OutletDescriptor> _outlets;
    private readonly object[] _given;

    internal Round(int number, ValueList<OutletDescriptor> outlets, object[] given)
    {
        Number = number;
        _outlets = outlets;
        _given = given;
    }

    /// <summary>Gets the number of the round, from 1.</summary>
    public int Number { get; }

    /// <summary>Gives what came out of the body's first outlet; of several items the last.</summary>
    /// <exception cref="InvalidOperationException">The outlet gave nothing in this round, or something of another type.</exception>
    public T Value<T>() => Value<T>(_outlets[0].Name);

    /// <summary>Gives what came out of an outlet of the body; of several items the last.</summary>
    /// <param name="outlet">The outlet's name.</param>
    /// <exception cref="ArgumentException">The body has no such outlet.</exception>
    /// <exception cref="InvalidOperationException">It gave nothing in this round, or something of another type.</exception>
    public T Value<T>(string outlet)
    {
        for (int i = 0; i < _outlets.Count; i++)
        {
            if (_outlets[i].Name == outlet)
            {
                var items = (IList)_given[i];
                return items.Count == 0 ? throw new InvalidOperationException($"The outlet '{outlet}' gave nothing in round {Number}.")
                    : items[^1] is T value ? value
                    : items[^1] is null && default(T) is null ? default!
                    : throw new InvalidOperationException($"The outlet '{outlet}' gives {Graphs.TypeName.Of(_outlets[i].ItemType)}, not {Graphs.TypeName.Of(typeof(T))}.");
            }
        }

        throw new ArgumentException($"The body has no outlet '{outlet}'. It has: {_outlets}.", nameof(outlet));
    }
}
