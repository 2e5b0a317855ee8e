// Types that break the arrows, each in another way; ReferenceTests shows that each is found.
namespace Sample
{
    internal sealed class Verb;

    internal sealed class MillstreamException : Exception;
}

namespace Sample.Execution
{
    internal sealed class Runner<T>
    {
        public static int Count => 1;

        public T? Last { get; set; }
    }

    internal interface IRun<T>;

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class RunAttribute : Attribute;
}

namespace Sample.Graphs
{
    internal sealed class Innocent
    {
        public static void Fail() => throw new MillstreamException();
    }

    internal sealed class UsesInField
    {
        public Execution.Runner<int>[]? Runners { get; set; }
    }

    internal sealed class UsesInBody
    {
        public static string Text(bool ask) => ask ? Execution.Runner<string>.Count.ToString("D", null) : "";
    }

    internal sealed class UsesInLambda
    {
        public static Func<int, object> Make() => static _ => new Execution.Runner<int>();
    }

    internal sealed class UsesInAsync
    {
        public static async Task<int> RunAsync()
        {
            await Task.Yield();
            return Execution.Runner<int>.Count;
        }
    }

    internal sealed class UsesInConstraint<T>
        where T : Execution.IRun<T>;

    [Execution.Run]
    internal sealed class UsesInAttribute;

    internal sealed class UsesTheRoot
    {
        public static object Make() => new Verb();
    }
}
