using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Takes items from one kind of enumerator: what <see cref="HotSequence"/> compiles, with direct calls of its methods.</summary>
/// <param name="items">The enumerator.</param>
/// <param name="into">Where the first item goes.</param>
/// <param name="length">How many items to take at most.</param>
/// <param name="filled">How many were taken, told after each.</param>
/// <param name="hunger">Up when a consumer waits: what was taken is enough then.</param>
/// <returns>Whether there may be more.</returns>
internal delegate bool HotSequence<T>(object items, ref T into, int length, ref int filled, HungerFlag hunger);

/// <summary>Gives a source that has proved hot a loop for its enumerator's type.</summary>
/// <remarks>
/// A loop over <see cref="IEnumerator{T}"/> is quick while the process has seen one type of enumerator, as the JIT lays it out for that one, and slow
/// for all others: each item costs two calls that are looked up by type, which was two thirds of the time of a chain of four steps. So the first
/// type that gives <see cref="HotLoop.HotItems"/> items keeps the shared loop, and others get one of their own then. The rest is as with
/// <see cref="HotLoop"/>.
/// </remarks>
internal static class HotSequence
{
    private static readonly ConditionalWeakTable<Type, object> Compiled = [];

    /// <summary>The loop for the type of <paramref name="items"/>; null for the shared one.</summary>
    public static HotSequence<T>? For<T>(IEnumerator<T> items)
    {
        Type type = items.GetType();
        return RuntimeFeature.IsDynamicCodeCompiled && !type.Assembly.IsCollectible && !FirstType<T>.Is(type)
            ? Compiled.GetValue(type, static t => Compile<T>(t)) as HotSequence<T>
            : null;
    }

    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Reached only where RuntimeFeature.IsDynamicCodeCompiled says that code can be compiled.")]
    private static HotSequence<T> Compile<T>(Type type)
    {
        MethodInfo moveNext = Implementation(type, typeof(System.Collections.IEnumerator), nameof(System.Collections.IEnumerator.MoveNext));
        MethodInfo current = Implementation(type, typeof(IEnumerator<T>), "get_Current");
        MethodInfo isHungry = typeof(HungerFlag).GetProperty(nameof(HungerFlag.IsHungry))!.GetMethod!;
        Type[] parameters =
            [typeof(object), typeof(T).MakeByRefType(), typeof(int), typeof(int).MakeByRefType(), typeof(HungerFlag)];
        var loop = new DynamicMethod($"{type.Name}-hot", typeof(bool), parameters, typeof(HotSequence).Module, skipVisibility: true);
        ILGenerator il = loop.GetILGenerator();
        LocalBuilder n = il.DeclareLocal(typeof(int));
        Label body = il.DefineLabel();
        Label enough = il.DefineLabel();
        Label ended = il.DefineLabel();

        // if (!items.MoveNext()) return false; into[n] = items.Current;
        il.MarkLabel(body);
        EmitCall(il, type, moveNext);
        il.Emit(OpCodes.Brfalse, ended);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, n);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sizeof, typeof(T));
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        EmitCall(il, type, current);
        il.Emit(OpCodes.Stobj, typeof(T));

        // filled = ++n, told to whoever takes the source over; if (hunger.IsHungry) return true;
        il.Emit(OpCodes.Ldloc, n);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, n);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Ldloc, n);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Stind_I4);
        il.Emit(OpCodes.Ldarg_S, (byte)4);
        il.Emit(OpCodes.Call, isHungry);
        il.Emit(OpCodes.Brtrue, enough);

        // while (n < length)
        il.Emit(OpCodes.Ldloc, n);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Blt, body);
        il.MarkLabel(enough);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(ended);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        return loop.CreateDelegate<HotSequence<T>>();
    }

    /// <summary>What a call of the interface's method runs on this type.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "The methods are called through the interface as well, so they are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "As above.")]
    private static MethodInfo Implementation(Type type, Type contract, string name)
    {
        InterfaceMapping map = type.GetInterfaceMap(contract);
        return map.TargetMethods[Array.FindIndex(map.InterfaceMethods, m => m.Name == name)];
    }

    /// <summary>Which type of enumerator of <typeparamref name="T"/> was hot first.</summary>
    private static class FirstType<T>
    {
        private static Type? _first;

        public static bool Is(Type type) => (Interlocked.CompareExchange(ref _first, type, null) ?? type) == type;
    }

    private static void EmitCall(ILGenerator il, Type type, MethodInfo method)
    {
        il.Emit(OpCodes.Ldarg_0);
        if (type.IsValueType)
        {
            il.Emit(OpCodes.Unbox, type);
        }

        il.Emit(OpCodes.Call, method);
    }
}
