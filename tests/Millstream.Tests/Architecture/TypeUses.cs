using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Millstream.Architecture;

/// <summary>Reads which types a compiled type uses: in its declaration, its members and their bodies.</summary>
internal sealed class TypeUses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // ECMA-335, III.1.2.1: an opcode is one byte, or two when the first is 0xFE.
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value);

    private readonly HashSet<Type> _used = [];

    private TypeUses()
    {
    }

    /// <summary>The types used; a constructed type counts as its definition and its arguments.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var uses = new TypeUses();
        uses.AddDeclaration(type);
        return uses._used;
    }

    private void AddDeclaration(Type type)
    {
        Add(type.BaseType);
        AddAll(type.GetInterfaces());
        AddAll(type.GetGenericArguments());
        AddAttributes(type);
        foreach (var member in type.GetMembers(Declared))
        {
            AddAttributes(member);
            switch (member)
            {
                case FieldInfo field:
                    Add(field.FieldType);
                    break;
                case MethodBase method:
                    AddMethod(method);
                    break;
                default:
                    // Properties and events are their accessors; nested types are looked at themselves.
                    break;
            }
        }
    }

    private void AddMethod(MethodBase method)
    {
        Add((method as MethodInfo)?.ReturnType);
        foreach (var parameter in method.GetParameters())
        {
            Add(parameter.ParameterType);
        }

        if (method.IsGenericMethod)
        {
            AddAll(method.GetGenericArguments());
        }

        if (method.GetMethodBody() is { } body)
        {
            AddAll(body.LocalVariables.Select(local => local.LocalType));
            AddAll(body.ExceptionHandlingClauses
                .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType!));
            AddInstructions(method, body.GetILAsByteArray()!);
        }
    }

    private void AddInstructions(MethodBase method, ReadOnlySpan<byte> il)
    {
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        while (!il.IsEmpty)
        {
            var code = OpCodesByValue[il[0] == 0xFE ? (ushort)(0xFE00 | il[1]) : il[0]];
            il = il[code.Size..];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType
                or OperandType.InlineTok)
            {
                var token = BinaryPrimitives.ReadInt32LittleEndian(il);
                AddMember(method.Module.ResolveMember(token, typeArguments, methodArguments)!);
            }

            il = il[SizeOfOperand(code.OperandType, il)..];
        }
    }

    private void AddMember(MemberInfo member)
    {
        Add(member as Type ?? member.DeclaringType);
        if (member is MethodInfo { IsGenericMethod: true } method)
        {
            AddAll(method.GetGenericArguments());
        }
    }

    private void AddAttributes(MemberInfo member) =>
        AddAll(member.GetCustomAttributesData().Select(attribute => attribute.AttributeType));

    private void AddAll(IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            Add(type);
        }
    }

    private void Add(Type? type)
    {
        if (type is { HasElementType: true })
        {
            Add(type.GetElementType());
        }
        else if (type is { IsGenericParameter: true } && _used.Add(type))
        {
            AddAll(type.GetGenericParameterConstraints());
        }
        else if (type is { IsGenericParameter: false })
        {
            _used.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
            AddAll(type.GenericTypeArguments);
        }
    }

    private static int SizeOfOperand(OperandType operand, ReadOnlySpan<byte> il) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il)),
        _ => 4,
    };
}
