using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream.Failure;

/// <summary>Every error has a type of its own, a code and, where there is one, a task. Those of documents and jobs come with documents and queues (TG-67).</summary>
public sealed class ErrorTypesTests
{
    public static TheoryData<string, Type, string, string?> Errors => new()
    {
        { "configuration", typeof(GraphConfigurationException), "graph-configuration", null },
        { "task input", typeof(TaskFailedException), "task-failed", "bad" },
        { "task failed", typeof(TaskFailedException), "task-failed", "bad" },
        { "transform", typeof(TransformException), "transform", "isoDateToUnix" },
        { "entitlement", typeof(EntitlementDeniedException), "entitlement-denied", null },
        { "credential", typeof(CredentialNotFoundException), "credential-not-found", null },
        { "limit", typeof(IterationLimitException), "iteration-limit", "bad" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_a_type_a_code_and_its_task(string what, Type type, string code, string? task)
    {
        Exception? thrown = await Record.ExceptionAsync(() => FailAsync(what).InTime());

        Assert.Equal(type, thrown!.GetType());
        var error = (MillstreamException)thrown;
        Assert.Equal((code, task), (error.Code, error.TaskId?.ToString()));
        Assert.Equal(task, (thrown as TaskFailedException)?.TaskId.ToString() ?? task);
        if (what == "task input")
        {
            Assert.Equal("task-input", Assert.IsType<TaskInputException>(thrown.InnerException).Code);
        }
    }

    [Fact]
    public void No_two_errors_have_the_same_code()
    {
        Type[] types = [.. typeof(MillstreamException).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(MillstreamException).IsAssignableFrom(t))];

        string[] codes = [.. types.Select(t => ((MillstreamException)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).Code)];

        Assert.Equal(codes.Distinct(), codes);
        Assert.All(codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code));
        Assert.All(types, t => Assert.True(t.IsPublic && t.IsSealed));
    }

    [Fact]
    public async Task Time_outs_and_cancellation_are_those_of_the_platform()
    {
        var token = new CancellationToken(canceled: true);
        Flow<int> slow = Flow.From(1).Then(async (int x, CancellationToken t) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, t);
            return x;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow.RunAsync(token).InTime());
        Exception? late = await Record.ExceptionAsync(() => slow.RunAsync(new RunOptions { Timeout = TimeSpan.FromMilliseconds(20) }).InTime());
        Assert.Equal(typeof(TimeoutException), late!.GetType());
    }

    private static Task FailAsync(string what) => what switch
    {
        "configuration" => Task.Run(() => new GraphBuilder("g").Connect("a.out", "b.in").Build()),
        "task input" => Flow.From(1).Then(int (int x) => throw TaskInputException.Because("no good"), o => o.Named("bad")).RunAsync(),
        "task failed" => Flow.From(1).Then(int (int x) => throw new FormatException("no"), o => o.Named("bad")).RunAsync(),
        "transform" => RunAsync(Flow.From("never").Through(Transforms.IsoDateToUnix)),
        "entitlement" => Flow.From("a").Fetch().RunAsync(new RunOptions { Entitlements = new EntitlementPolicy() }),
        "credential" => Flow.From("a").Sign().RunAsync(),
        _ => Flow.From(1, 2, 3).Then(x => x, o => o.Named("bad").MaxIterations(2)).RunAsync(),
    };

    private static async Task RunAsync<T>(Flow<T> flow) => await flow.RunAsync();
}
