using System.Collections;
using Millstream.Graphs;

namespace Millstream.Data;

/// <summary>The names of the columns of rows, in their order. Rows of one source share one.</summary>
/// <remarks>
/// Immutable. Columns are closed or open: those of a table are closed, and asking for another name is a mistake that is told; those of JSON objects are open, as the next object
/// may have it, and a name that is not there has no value.
/// </remarks>
public sealed class Columns : IReadOnlyList<string>
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _indexes;

    private Columns(string[] names, bool isOpen)
    {
        _names = names;
        IsOpen = isOpen;
        _indexes = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (!_indexes.TryAdd(names[i] ?? throw new ArgumentException("A column has no name.", nameof(names)), i))
            {
                throw new ArgumentException($"Two columns are called '{names[i]}'.", nameof(names));
            }
        }
    }

    /// <summary>Gets whether rows of the same source may have other columns.</summary>
    public bool IsOpen { get; }

    /// <summary>Gets how many columns there are.</summary>
    public int Count => _names.Length;

    /// <summary>Gets a column's name.</summary>
    /// <param name="index">Its number, from 0.</param>
    public string this[int index] => _names[index];

    /// <summary>Makes the columns of a table.</summary>
    /// <param name="names">Their names, each once.</param>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public static Columns Of(params ReadOnlySpan<string> names) => new(names.ToArray(), isOpen: false);

    /// <summary>Makes the columns of rows that may have others.</summary>
    /// <inheritdoc cref="Of"/>
    public static Columns Open(params ReadOnlySpan<string> names) => new(names.ToArray(), isOpen: true);

    /// <summary>Gives the number of a column; -1 for none of that name.</summary>
    /// <param name="name">Its name, in the same case.</param>
    public int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);

    /// <summary>Gives the number of a column; -1 for none of that name.</summary>
    internal int IndexOf(ReadOnlySpan<char> name) => _indexes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int index) ? index : -1;

    /// <summary>Says that there is no column of a name, and which there are.</summary>
    internal TaskInputException Missing(string name)
    {
        string[] near = [.. NearNames.To(name, _names)];
        return TaskInputException.Because(
            $"There is no column '{name}'. "
            + (near.Length > 0 ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant? " : "")
            + (_names.Length == 0 ? "The row has no columns." : $"The columns are {string.Join(", ", _names.Take(30).Select(n => $"'{n}'"))}{(_names.Length > 30 ? ", …" : "")}."));
    }

    /// <summary>Gives the names of a table's head in a form in which each stands once: the second <c>a</c> is <c>a_2</c>, and the third column without a name <c>column_3</c>.</summary>
    internal static string[] Distinct(IEnumerable<string> head)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (string given in head)
        {
            string name = given.Length == 0 ? $"column_{names.Count + 1}" : given;
            string free = name;
            for (int number = 2; !taken.Add(free); number++)
            {
                free = $"{name}_{number}";
            }

            names.Add(free);
        }

        return [.. names];
    }

    internal bool HasNames(ReadOnlySpan<string> names) => names.SequenceEqual(_names);

    internal ReadOnlySpan<string> Names => _names;

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Gets the names, with commas between them.</summary>
    public override string ToString() => string.Join(", ", _names);
}
