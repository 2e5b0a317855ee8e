namespace Millstream.Architecture;

/// <summary>
/// Finds the types that a compiled type uses and that <see cref="Arrows.Folders"/> refuses. It sees what
/// <see cref="SourceArrows"/> cannot: names without a using line, above all those of the namespace Millstream, in which
/// all of its folders lie.
/// </summary>
internal static class TypeArrows
{
    /// <summary>The faults of all types below a namespace.</summary>
    /// <param name="types">The types to look at.</param>
    /// <param name="root">The namespace whose parts are the folders: Millstream, or that of an example.</param>
    public static IEnumerable<string> Faults(IEnumerable<Type> types, string root) =>
        from type in types
        let fromFolder = FolderOf(type, root)
        where fromFolder is not null
        from used in TypeUses.Of(type).Select(Outermost).Distinct()
        let toFolder = FolderOf(used, root)
        where toFolder is not null
            && !Arrows.Folders.Allows(fromFolder, toFolder)
            && !(toFolder == Arrows.Root && Arrows.SeenByAll.Contains(used.Name))
        select $"{type.FullName} uses {used.FullName}: {fromFolder} -> {toFolder} is no arrow of ours.";

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string? FolderOf(Type type, string root) =>
        type.Namespace == root ? Arrows.Root
        : type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true
            ? type.Namespace[(root.Length + 1)..].Split('.')[0]
            : null;
}
