using System.Reflection;
using System.Runtime.CompilerServices;

namespace Millstream.Architecture;

/// <summary>Writes types as C# does.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    /// <summary>The name with its namespace: <c>Millstream.Flow&lt;T&gt;</c>.</summary>
    public static string Full(Type type) => type.Namespace is null ? Short(type) : $"{type.Namespace}.{Short(type)}";

    /// <summary>The name without its namespace: <c>Flow&lt;T&gt;</c>, <c>int?</c>, <c>(int, string)</c>.</summary>
    public static string Short(Type type) => type switch
    {
        _ when Keywords.TryGetValue(type, out var keyword) => keyword,
        { IsGenericParameter: true } => type.Name,
        { IsByRef: true } => Short(type.GetElementType()!),
        { IsPointer: true } => Short(type.GetElementType()!) + "*",
        { IsArray: true } => $"{Short(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        _ when Nullable.GetUnderlyingType(type) is { } value => Short(value) + "?",
        { IsGenericTypeDefinition: false } when type.IsAssignableTo(typeof(ITuple)) && type.IsValueType =>
            $"({List(type.GetGenericArguments())})",
        _ => Named(type, type.GetGenericArguments()),
    };

    /// <summary>The list of type parameters, <c>&lt;T, TResult&gt;</c>; empty when there are none.</summary>
    public static string Parameters(Type[] parameters) => parameters.Length == 0 ? "" : $"<{List(parameters)}>";

    /// <summary>What type parameters are held to, <c> where T : struct</c>; empty when to nothing.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(
        from parameter in parameters
        let constraints = string.Join(", ", ConstraintsOf(parameter))
        where constraints.Length > 0
        select $" where {parameter.Name} : {constraints}");

    private static IEnumerable<string> ConstraintsOf(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var types = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Short);
        return types.Order(StringComparer.Ordinal)
            .Prepend(flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : "")
            .Prepend(isStruct ? "struct" : "")
            .Append(flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? "new()" : "")
            .Append(flags.HasFlag(GenericParameterAttributes.AllowByRefLike) ? "allows ref struct" : "")
            .Where(constraint => constraint.Length > 0);
    }

    private static string Named(Type type, Type[] arguments)
    {
        // A nested type carries the arguments of those around it before its own.
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var outer = type.DeclaringType is { } declaring ? Named(declaring, arguments[..inherited]) + "." : "";
        return outer + type.Name.Split('`')[0] + Parameters(arguments[inherited..]);
    }

    private static string List(IEnumerable<Type> types) => string.Join(", ", types.Select(Short));
}
