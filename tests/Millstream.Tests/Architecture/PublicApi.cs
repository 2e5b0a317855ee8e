using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Millstream.Architecture;

/// <summary>
/// Writes the public surface of an assembly: one line a type, one line a member, sorted by type and member. It leaves
/// out nullable annotations and what the compiler adds to records.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(IEnumerable<Type> types) =>
        [.. types.Where(IsPublic).OrderBy(TypeNames.Full, StringComparer.Ordinal).SelectMany(LinesOf)];

    /// <summary>Says what must be taken from the approved lines, and added to them, to get the present ones.</summary>
    public static IEnumerable<string> Changes(IReadOnlyList<string> approved, IReadOnlyList<string> present) =>
        approved.Except(present).Select(line => "- " + line)
            .Concat(present.Except(approved).Select(line => "+ " + line));

    private static IEnumerable<string> LinesOf(Type type)
    {
        var name = TypeNames.Full(type);
        var members = MembersOf(type)
            .OrderBy(member => member.Text, StringComparer.Ordinal)
            .Select(member => $"{member.Modifiers}{name}.{member.Text}");
        var constraints = TypeNames.Constraints(type.GetGenericArguments());
        return type.BaseType == typeof(MulticastDelegate) && type.GetMethod("Invoke") is { } invoke
            ? [$"delegate {name}{Parameters(invoke)} : {TypeNames.Short(invoke.ReturnType)}{constraints}"]
            : members.Prepend($"{Kind(type)} {name}{Bases(type)}{constraints}");
    }

    private static IEnumerable<Member> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => new Member("", $"{field.Name} = {field.GetRawConstantValue()}"));
        }

        var accessors = type.GetProperties(Declared).SelectMany(property => property.GetAccessors(nonPublic: true))
            .Concat(type.GetEvents(Declared).SelectMany(e => new[] { e.AddMethod!, e.RemoveMethod! }));
        return type.GetMembers(Declared).Except(accessors)
            .Where(member => !IsFromCompiler(member))
            .Select(member => member switch
            {
                ConstructorInfo { IsStatic: false } constructor when IsSeen(constructor) => Constructor(constructor),
                MethodInfo method when IsSeen(method) => Method(method),
                PropertyInfo property => Property(property),
                EventInfo { AddMethod: { } add } e when IsSeen(add) => Event(e, add),
                FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => Field(field),
                _ => null,
            })
            .OfType<Member>();
    }

    private static Member Constructor(ConstructorInfo constructor) =>
        new(Modifiers(constructor), "new" + Parameters(constructor));

    private static Member Method(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return new(
            Modifiers(method),
            $"{method.Name}{TypeNames.Parameters(arguments)}{Parameters(method)} : {TypeNames.Short(method.ReturnType)}"
            + TypeNames.Constraints(arguments));
    }

    private static Member? Property(PropertyInfo property)
    {
        var getter = property.GetMethod is { } get && IsSeen(get) ? get : null;
        var setter = property.SetMethod is { } set && IsSeen(set) ? set : null;
        if ((getter ?? setter) is not { } accessor)
        {
            return null;
        }

        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters() is [_, ..] parameters ? $"[{Join(parameters)}]" : "";
        var restriction = getter is { IsPublic: true } && setter is { IsPublic: false } ? "protected " : "";
        var isInit = setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var access = (getter is null ? "" : " get;")
            + (setter is null ? "" : $" {restriction}{(isInit ? "init" : "set")};");
        return new(
            Modifiers(accessor) + required,
            $"{property.Name}{index} {{{access} }} : {TypeNames.Short(property.PropertyType)}");
    }

    private static Member Event(EventInfo e, MethodInfo add) =>
        new(Modifiers(add) + "event ", $"{e.Name} : {TypeNames.Short(e.EventHandlerType!)}");

    private static Member Field(FieldInfo field) => new(
        (field.IsPublic ? "" : "protected ")
        + (field.IsLiteral ? "const " : field.IsStatic ? "static " : "")
        + (field.IsInitOnly ? "readonly " : ""),
        field.Name
        + (field.IsLiteral ? " = " + Literal(field.GetRawConstantValue(), field.FieldType) : "")
        + " : " + TypeNames.Short(field.FieldType));

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ")
        + (method.IsStatic ? "static " : "")
        + (method switch
        {
            { DeclaringType.IsInterface: true } => "",
            { IsAbstract: true } => "abstract ",
            MethodInfo { IsFinal: true } m when m.GetBaseDefinition() != m => "sealed override ",
            MethodInfo m when m.GetBaseDefinition() != m => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        });

    private static string Parameters(MethodBase method) =>
        $"({(method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Join(method.GetParameters())})";

    private static string Join(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        Passing(parameter) + TypeNames.Short(parameter.ParameterType) + " " + parameter.Name
        + (parameter.HasDefaultValue ? " = " + Literal(parameter.DefaultValue, parameter.ParameterType) : "")));

    private static string Passing(ParameterInfo parameter) => parameter switch
    {
        _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
        _ when parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
        { ParameterType.IsByRef: false } => "",
        { IsOut: true } => "out ",
        { IsIn: true } => "in ",
        _ => "ref ",
    };

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.ToObject(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Kind(Type type)
    {
        // Only records have this method from the compiler.
        var isRecord = type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")
                + (type.IsByRefLike ? "ref " : "") + (isRecord ? "record " : "") + "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (isRecord ? "record" : "class"),
        };
    }

    private static string Bases(Type type)
    {
        Type[] parent = type switch
        {
            { IsEnum: true } => [type.GetEnumUnderlyingType()],
            { BaseType: { } own } when own != typeof(object) && own != typeof(ValueType) => [own],
            _ => [],
        };
        var implied = type.GetInterfaces().Append(type.BaseType).SelectMany(known => known?.GetInterfaces() ?? []);
        var contracts = type.GetInterfaces().Except(implied).Where(contract => contract.IsVisible && !type.IsEnum)
            .Select(TypeNames.Short).Order(StringComparer.Ordinal);
        var names = string.Join(", ", parent.Select(TypeNames.Short).Concat(contracts));
        return names.Length == 0 ? "" : " : " + names;
    }

    private static bool IsPublic(Type type) => type.IsVisible && !type.FullName!.Contains('<');

    // Accessors are marked too, but looked at by their properties; of a record's property only the accessor is marked.
    private static bool IsFromCompiler(MemberInfo member) =>
        member.Name.Contains('<')
        || member.IsDefined(typeof(CompilerGeneratedAttribute))
        || member is PropertyInfo { Name: "EqualityContract" };

    // A protected member is part of the surface only where somebody can inherit it.
    private static bool IsSeen(MethodBase method) =>
        method.IsPublic || (!method.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly));

    private sealed record Member(string Modifiers, string Text);
}
