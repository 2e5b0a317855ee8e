using System.Diagnostics;
using Millstream.Graphs;

namespace Millstream.Processes;

/// <summary>Against programs that every Unix has.</summary>
public sealed class ProcessTasksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task The_lines_of_a_program_are_items(bool fuse, int capacity) =>
        Assert.Equal(["a b", "", "$HOME", "last"], await Shell("printf 'a b\\r\\n\\n$HOME\\nlast'").ResultAsync(Runs.Mode(fuse, capacity)));

    [Fact]
    public async Task Arguments_are_given_as_they_are()
    {
        var settings = new ProcessLinesSettings { Program = "printf", Arguments = ["%s\n", "a; echo b", "$(id)", "'"] };

        Assert.Equal(["a; echo b", "$(id)", "'"], await ProcessTasksPlacing.ReadProcess(settings).ResultAsync());
    }

    [Fact]
    public async Task It_works_in_its_directory_with_its_variables()
    {
        var settings = new ProcessLinesSettings
        {
            Program = "sh",
            Arguments = ["-c", "pwd; echo $GREETING"],
            Directory = _folder.Path,
            Variables = new Dictionary<string, string> { ["GREETING"] = "hello" },
        };

        Assert.Equal([_folder.Path, "hello"], await ProcessTasksPlacing.ReadProcess(settings).ResultAsync());
    }

    [Fact]
    public async Task An_exit_code_fails_the_task_behind_the_lines_with_the_end_of_standard_error()
    {
        var seen = new List<string>();
        Exception cause = await Shell("echo one; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo error $i >&2; done; exit 3").Then(line =>
        {
            seen.Add(line);
            return line;
        }).CauseAsync();

        Assert.Equal(["one"], seen);
        Assert.Equal(
            $"The program 'sh' has ended with exit code 3. The end of its standard error:\n{string.Join('\n', Enumerable.Range(3, 10).Select(i => $"error {i}"))}", cause.Message);
        Assert.Equal("The program 'sh' has ended with exit code 4. It wrote nothing to its standard error.", (await Shell("exit 4").CauseAsync()).Message);
    }

    [Fact]
    public async Task Much_on_standard_error_holds_nobody_up()
    {
        Assert.Equal(["end"], await Shell("yes error | head -c 10000000 >&2; echo end").ResultAsync());
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_told_by_its_name()
    {
        Exception cause = await ProcessTasksPlacing.ReadProcess(new ProcessLinesSettings { Program = "no-such-program" }).CauseAsync();
        Assert.Equal(
            "The program 'no-such-program' cannot be started: No such file or directory. Give its path, or put it where the system looks for programs.", cause.Message);

        cause = await ProcessTasksPlacing.ReadProcess(new ProcessLinesSettings { Program = "sh", Directory = "/no/such" }).CauseAsync();
        Assert.Equal("The program 'sh' cannot be started: there is no directory '/no/such'.", cause.Message);
        Assert.Equal(["'process.lines': the setting 'Program' is not set. It is the program to run: git."], Runs.Refusals(() => ProcessTasksPlacing.ReadProcess()));
    }

    [Fact]
    public async Task A_line_without_an_end_has_a_limit()
    {
        var settings = new ProcessLinesSettings { Program = "sh", Arguments = ["-c", "cat /dev/zero"], MaxLineLength = 1000 };

        Exception cause = await ProcessTasksPlacing.ReadProcess(settings).CauseAsync();

        Assert.StartsWith("The output of 'sh' cannot be read: its line 1 has more than 1000 characters.", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_enough_ends_an_endless_program()
    {
        Assert.Equal(["y", "y", "y"], await ProcessTasksPlacing.ReadProcess(new ProcessLinesSettings { Program = "yes" }).Take(3).ResultAsync());
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("stop")]
    [InlineData("drain")]
    public async Task It_is_killed_with_its_children_when_the_run_ends(string how)
    {
        string pids = _folder["pids"];
        var started = new TaskCompletionSource();
        var g = new GraphBuilder("p");
        g.Output("told", g.Add(ProcessTasksDefinitions.ReadProcess, [], "program", Sh($"sleep 1000 & echo $$ $! > {pids}; echo ready; wait")).Flow<string>().ForEach(_ => { started.TrySetResult(); }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await started.Task.WaitAsync(Runs.Deadline, Token);
        int[] ids = [.. _folder.Read("pids").Trim().Split(' ').Select(int.Parse)];
        Assert.All(ids, id => Assert.True(IsAlive(id)));

        await (how switch { "kill" => run.KillAsync(), "stop" => run.StopAsync(), _ => run.DrainAsync() }).WaitAsync(Runs.Deadline, Token);
        await Task.WhenAny(run.Completion).WaitAsync(Runs.Deadline, Token);

        Assert.True(SpinWait.SpinUntil(() => !ids.Any(IsAlive), Runs.Deadline), "The program or its child is still there.");
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Items_are_written_to_a_program(bool fuse, int capacity)
    {
        string path = _folder["out"];
        var g = new GraphBuilder("p");
        g.WriteProcess(Flow.From<object?>("a b", 3, Data.Row.Of(("x", "ü"))), Into($"cat > {path}; echo not read"));

        await g.ToEndAsync(Runs.Mode(fuse, capacity));

        Assert.Equal("a b\n3\n{\"x\":\"ü\"}\n", _folder.Read("out"));
    }

    [Fact]
    public async Task A_program_that_fails_or_ends_too_early_fails_the_task()
    {
        Assert.Equal("The program 'sh' has ended with exit code 2. The end of its standard error:\nno", await FailureAsync("cat > /dev/null; echo no >&2; exit 2", 3));
        Assert.Equal("The program 'sh' has ended with exit code 5. It wrote nothing to its standard error.", await FailureAsync("exit 5", 1_000_000));
        Assert.StartsWith("The program 'sh' has ended with exit code 0 before it had read all items: it took at most ", await FailureAsync("head -c 1 > /dev/null", 1_000_000), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_does_not_wait_for_the_next_one()
    {
        string path = _folder["out"];
        var gate = new TaskCompletionSource();
        async IAsyncEnumerable<object?> Some()
        {
            yield return "first";
            await gate.Task;
        }

        var g = new GraphBuilder("p");
        g.WriteProcess(Flow.Iter(Some), Into($"cat > {path}"));
        Task run = g.ToEndAsync();

        Assert.True(SpinWait.SpinUntil(() => File.Exists(path) && _folder.Read("out") == "first\n", Runs.Deadline));
        gate.SetResult();
        await run;
    }

    [Fact]
    public async Task The_end_of_the_program_is_waited_for_not_that_of_a_child_that_holds_its_output()
    {
        string pid = _folder["pid"];
        var g = new GraphBuilder("p");
        g.WriteProcess(Flow.From<object?>(1), Into($"cat > /dev/null; sleep 600 & echo $! > {pid}"));

        await g.ToEndAsync();

        int child = int.Parse(_folder.Read("pid"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(IsAlive(child));
        using var left = Process.GetProcessById(child);
        left.Kill();
    }

    [Fact]
    public async Task A_failure_of_whoever_makes_the_items_is_told_as_it_is()
    {
        var g = new GraphBuilder("p");
        g.WriteProcess(Flow.From(1).Then(x => x > 0 ? throw new IOException("mine") : (object?)x), Into("cat > /dev/null"));

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());

        Assert.Equal("mine", failure.InnerException!.Message);
    }

    private static async Task<string> FailureAsync(string script, int count)
    {
        var g = new GraphBuilder("p");
        g.WriteProcess(Flow.Range(0, count).Then(i => (object?)i), Into(script));
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());
        return failure.InnerException!.Message;
    }

    private static Flow<string> Shell(string script) => ProcessTasksPlacing.ReadProcess(Sh(script));

    private static ProcessLinesSettings Sh(string script) => new() { Program = "sh", Arguments = ["-c", script] };

    private static ProcessWriteSettings Into(string script) => new() { Program = "sh", Arguments = ["-c", script] };

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !(File.Exists($"/proc/{id}/stat") && File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
