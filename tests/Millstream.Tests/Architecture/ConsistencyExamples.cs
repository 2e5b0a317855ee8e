// Types that break the rules, and types that keep them; ConsistencyTests tells the ones from the others.
#pragma warning disable CA1051, CA1068 // The analyzers know two of the rules too.
namespace Sample.Consistency;

public class Open;

public abstract class MillstreamException : Exception
{
    private protected MillstreamException(string message)
        : base(message)
    {
    }
}

public sealed class GoodException : MillstreamException
{
    internal GoodException()
        : base("Good.")
    {
    }
}

public sealed class PublicException(string message) : MillstreamException(message);

public abstract class OpenException : MillstreamException
{
    private protected OpenException(string message)
        : base(message)
    {
    }
}

public delegate Task Callback(CancellationToken token, int value);

public interface IHost
{
    Task StartAsync(CancellationToken cancellationToken = default);
}

public abstract class Waits : IAsyncDisposable, IAsyncEnumerable<int>
{
    public const int Limit = 3;

    public int Count;

    public static readonly int Size = 1;

    protected int _held;

    public Task Completion { get; } = Task.CompletedTask;

    public static Task RunAsync(int count, CancellationToken cancellationToken = default) =>
        Task.Delay(count * TimeSpan.Zero, TimeProvider.System, cancellationToken);

    public static Task Run() => Task.CompletedTask;

    public static ValueTask<int> Fetch() => default;

    public static IAsyncEnumerable<int> ReadAll() => AsyncEnumerable.Empty<int>();

    public static int CountAsync() => 1;

    public static void TokenFirst(CancellationToken cancellationToken = default, int count = 0) =>
        cancellationToken.ThrowIfCancellationRequested();

    public static void TokenAsked(CancellationToken cancellationToken) =>
        cancellationToken.ThrowIfCancellationRequested();

    public static void TokenMisnamed(CancellationToken stop = default) => stop.ThrowIfCancellationRequested();

    public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    protected abstract ValueTask RunCoreAsync(CancellationToken cancellationToken);
}

internal sealed class RunManager;

internal sealed class DefaultRunner;

internal sealed class FileUtils
{
    internal sealed class NodeInfo;
}

internal sealed class Database;

public sealed class Range;
