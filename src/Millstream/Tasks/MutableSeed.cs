using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Refuses a start value of a fold that the fold could change: the next run would begin with what the last one left.</summary>
internal static class MutableSeed
{
    public static void Refuse(object? seed)
    {
        if (seed is StringBuilder or Array || IsMutableCollection(seed))
        {
            string type = TypeName.Of(seed.GetType());
            throw new GraphConfigurationException(
                FaultKind.BadSetting,
                $"Reduce: the start value is a {type}, which the fold may change; all runs would share it. Give a function that makes one for each run, as "
                + $"'() => new {type}(…)'.");
        }
    }

    /// <summary>Collections say themselves whether they are read-only. Of those that cannot say, as queues and stacks, all are mutable.</summary>
    private static bool IsMutableCollection([NotNullWhen(true)] object? seed) => seed switch
    {
        null or string => false,
        IList list => !list.IsReadOnly,
        IDictionary dictionary => !dictionary.IsReadOnly,
        _ => IsReadOnlyOf(seed) is { } isReadOnly ? !isReadOnly : seed is ICollection,
    };

    [UnconditionalSuppressMessage(
        "Trimming", "IL2075", Justification = "Where a collection's interface was trimmed away, nobody can change it through that.")]
    private static bool? IsReadOnlyOf(object seed) => seed.GetType().GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>))
        ?.GetProperty(nameof(ICollection<>.IsReadOnly))?.GetValue(seed) as bool?;
}
