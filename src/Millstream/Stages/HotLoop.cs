using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Runs one lambda over a span: what <see cref="HotLoop"/> compiles, with the lambda's own code inside the loop.</summary>
/// <param name="target">What the lambda has captured.</param>
/// <param name="from">The first item.</param>
/// <param name="into">Where the first result goes.</param>
/// <param name="state">The state of a fold.</param>
/// <param name="length">How many items there are.</param>
/// <param name="read">Starts at the first item to take, and stands at the item being worked on.</param>
/// <param name="written">How many results were written, for a loop that leaves out some.</param>
internal delegate void HotLoop<TIn, TOut, TState>(
    object? target, ref TIn from, ref TOut into, ref TState state, int length, ref int read, ref int written);

/// <summary>Gives the lambda of a step that has proved hot a loop of its own, so that the JIT can inline it.</summary>
/// <remarks>
/// <para>
/// A loop that many lambdas share can inline none of them; a loop with a profile inlines the first it met and is slower for all later ones
/// (bench/results: P1). So once a step has seen 100,000 items, its loop is compiled again for its lambda alone, as the generator does for
/// task methods at build time. It costs about a third of a millisecond, once for each lambda in the source.
/// </para>
/// <para>Where code cannot be compiled at run time (native AOT), and for what is no plain lambda or method, the shared loop stays.</para>
/// </remarks>
internal static class HotLoop
{
    /// <summary>So many items make a step hot: what the shared loop needs for them is a few times what compiling costs.</summary>
    public const long HotItems = 100_000;

    private static readonly ConditionalWeakTable<MethodInfo, object> Compiled = [];

    private enum Shape
    {
        Then,
        Where,
        Fold,
    }

    /// <summary>One result for each item.</summary>
    public static HotLoop<TIn, TOut, TOut>? ForThen<TIn, TOut>(Func<TIn, TOut> function) =>
        Find<HotLoop<TIn, TOut, TOut>>(function, Shape.Then);

    /// <summary>The items for which the predicate holds.</summary>
    public static HotLoop<T, T, T>? ForWhere<T>(Func<T, bool> predicate) =>
        Find<HotLoop<T, T, T>>(predicate, Shape.Where);

    /// <summary>All items taken into a state.</summary>
    public static HotLoop<T, T, TState>? ForFold<T, TState>(Func<TState, T, TState> fold) =>
        Find<HotLoop<T, T, TState>>(fold, Shape.Fold);

    private static TLoop? Find<TLoop>(Delegate function, Shape shape)
        where TLoop : Delegate
    {
        MethodInfo method = function.Method;

        // What is called must be called as the delegate would: no chain of delegates, no argument bound to a static method, no override, no
        // boxed struct. Code of an assembly that can be unloaded must not be held by ours.
        bool isPlain = function.HasSingleTarget
            && method is { IsVirtual: false, ContainsGenericParameters: false, DeclaringType.IsValueType: false }
            && method.IsStatic == (function.Target is null)
            && !method.Module.Assembly.IsCollectible;
        if (!RuntimeFeature.IsDynamicCodeCompiled || !isPlain)
        {
            return null;
        }

        object loop = Compiled.GetValue(method, m => Compile<TLoop>(m, shape));
        return loop as TLoop;
    }

    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Reached only where RuntimeFeature.IsDynamicCodeCompiled says that code can be compiled.")]
    private static TLoop Compile<TLoop>(MethodInfo method, Shape shape)
        where TLoop : Delegate
    {
        Type[] arguments = typeof(TLoop).GetGenericArguments();
        (Type from, Type into, Type state) = (arguments[0], arguments[1], arguments[2]);
        Type[] parameters =
        [
            typeof(object), from.MakeByRefType(), into.MakeByRefType(), state.MakeByRefType(), typeof(int),
            typeof(int).MakeByRefType(), typeof(int).MakeByRefType(),
        ];
        var loop = new DynamicMethod($"{method.Name}-hot", typeof(void), parameters, typeof(HotLoop).Module, skipVisibility: true);
        ILGenerator il = loop.GetILGenerator();
        LocalBuilder i = il.DeclareLocal(typeof(int));
        LocalBuilder n = il.DeclareLocal(typeof(int));
        LocalBuilder folded = il.DeclareLocal(state);
        LocalBuilder item = il.DeclareLocal(from);
        Label test = il.DefineLabel();
        Label body = il.DefineLabel();

        // i = read; n = written; folded = state;
        il.Emit(OpCodes.Ldarg_S, (byte)5);
        il.Emit(OpCodes.Ldind_I4);
        il.Emit(OpCodes.Stloc, i);
        il.Emit(OpCodes.Ldarg_S, (byte)6);
        il.Emit(OpCodes.Ldind_I4);
        il.Emit(OpCodes.Stloc, n);
        if (shape == Shape.Fold)
        {
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldobj, state);
            il.Emit(OpCodes.Stloc, folded);
        }

        il.Emit(OpCodes.Br, test);
        il.MarkLabel(body);

        // read = i; item = from[i];
        il.Emit(OpCodes.Ldarg_S, (byte)5);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Stind_I4);
        EmitElement(il, OpCodes.Ldarg_1, i, from);
        il.Emit(OpCodes.Ldobj, from);
        il.Emit(OpCodes.Stloc, item);
        EmitStep(il, method, shape, (i, n, folded, item), into);

        // i++; while (i < length)
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, i);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldarg_S, (byte)4);
        il.Emit(OpCodes.Blt, body);

        // read = i; written = n; state = folded;
        il.Emit(OpCodes.Ldarg_S, (byte)5);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Stind_I4);
        il.Emit(OpCodes.Ldarg_S, (byte)6);
        il.Emit(OpCodes.Ldloc, n);
        il.Emit(OpCodes.Stind_I4);
        if (shape == Shape.Fold)
        {
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldloc, folded);
            il.Emit(OpCodes.Stobj, state);
        }

        il.Emit(OpCodes.Ret);
        return loop.CreateDelegate<TLoop>();
    }

    private static void EmitStep(
        ILGenerator il,
        MethodInfo method,
        Shape shape,
        (LocalBuilder I, LocalBuilder N, LocalBuilder State, LocalBuilder Item) locals,
        Type into)
    {
        switch (shape)
        {
            case Shape.Then:
                // into[i] = call(item);
                EmitElement(il, OpCodes.Ldarg_2, locals.I, into);
                EmitCall(il, method, () => il.Emit(OpCodes.Ldloc, locals.Item));
                il.Emit(OpCodes.Stobj, into);
                break;
            case Shape.Where:
                // written = n; into[n] = item; n += call(item): without a branch that the processor would have to guess.
                il.Emit(OpCodes.Ldarg_S, (byte)6);
                il.Emit(OpCodes.Ldloc, locals.N);
                il.Emit(OpCodes.Stind_I4);
                EmitElement(il, OpCodes.Ldarg_2, locals.N, into);
                il.Emit(OpCodes.Ldloc, locals.Item);
                il.Emit(OpCodes.Stobj, into);
                EmitCall(il, method, () => il.Emit(OpCodes.Ldloc, locals.Item));
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Cgt_Un);
                il.Emit(OpCodes.Ldloc, locals.N);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Stloc, locals.N);
                break;
            default:
                // state = call(state, item);
                EmitCall(il, method, () =>
                {
                    il.Emit(OpCodes.Ldloc, locals.State);
                    il.Emit(OpCodes.Ldloc, locals.Item);
                });
                il.Emit(OpCodes.Stloc, locals.State);
                break;
        }
    }

    private static void EmitCall(ILGenerator il, MethodInfo method, Action arguments)
    {
        if (!method.IsStatic)
        {
            il.Emit(OpCodes.Ldarg_0);
        }

        arguments();
        il.Emit(OpCodes.Call, method);
    }

    /// <summary>The address of an element: the reference plus the index times the size.</summary>
    private static void EmitElement(ILGenerator il, OpCode first, LocalBuilder index, Type type)
    {
        il.Emit(first);
        il.Emit(OpCodes.Ldloc, index);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sizeof, type);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }
}
