using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Files;

[Collection("console")]
public sealed class ConsoleTasksTests
{
    [Fact]
    public async Task Standard_input_gives_its_lines()
    {
        TextReader old = Console.In;
        Console.SetIn(new StringReader("one\r\ntwo\n\nfour"));
        try
        {
            Assert.Equal(["one", "two", "", "four"], await ConsoleTasksPlacing.ReadInput().ResultAsync());
        }
        finally
        {
            Console.SetIn(old);
        }
    }

    [Fact]
    public async Task A_line_of_standard_input_has_a_limit()
    {
        Assert.SkipUnless(Console.IsInputRedirected, "A terminal's lines have the terminal's limit.");
        TextReader old = Console.In;
        Console.SetIn(new StringReader("one\nlonger"));
        try
        {
            Exception cause = await ConsoleTasksPlacing.ReadInput(new StandardInputSettings { MaxLineLength = 3 }).CauseAsync();
            Assert.Equal("Standard input cannot be read: its line 2 has more than 3 characters. Set 'maxLineLength' higher where lines are that long.", cause.Message);
        }
        finally
        {
            Console.SetIn(old);
        }
    }

    /// <summary>A run that ends while nothing comes leaves the wait at once, and loses nothing of what comes after it.</summary>
    [Fact]
    public async Task A_wait_for_input_is_left_when_the_run_ends()
    {
        TextReader old = Console.In;
        var waiting = new WaitingInput();
        Console.SetIn(waiting);
        try
        {
            var log = new TestLog();
            var g = new GraphBuilder("read");
            g.WriteOutput(ConsoleTasksPlacing.ReadInput().Then(line => (object?)line));
            GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Logger = log }, TestContext.Current.CancellationToken);
            await waiting.IsRead.Task.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
            await run.DrainAsync().WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
            await run.DisposeAsync();
            Assert.Empty(log.Lines);

            waiting.Text = "late\n";
            waiting.Comes.Set();
            Assert.Equal(["late"], await ConsoleTasksPlacing.ReadInput().ResultAsync());
        }
        finally
        {
            Console.SetIn(old);
        }
    }

    private sealed class WaitingInput : TextReader
    {
        private bool _isAtEnd;

        public TaskCompletionSource IsRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text { get; set; } = "";

        public ManualResetEventSlim Comes { get; } = new();

        public override int Read(char[] buffer, int index, int count)
        {
            string? line = ReadLine();
            line?.CopyTo(0, buffer, index, line.Length);
            return line?.Length ?? 0;
        }

        public override string? ReadLine()
        {
            if (_isAtEnd)
            {
                return null;
            }

            IsRead.TrySetResult();
            Comes.Wait();
            _isAtEnd = true;
            return Console.IsInputRedirected ? Text : Text.TrimEnd();
        }
    }

    [Fact]
    public async Task Items_are_printed_as_they_come_and_what_is_no_text_as_JSON()
    {
        TextWriter old = Console.Out;
        var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            await PrintAsync(new StandardOutputSettings());
            Assert.Equal("a b\n3\n{\"x\":\"y\"}\n", text.ToString());
            text.GetStringBuilder().Clear();
            await PrintAsync(new StandardOutputSettings { Format = OutputFormat.Json });
            Assert.Equal("\"a b\"\n3\n{\"x\":\"y\"}\n", text.ToString());
        }
        finally
        {
            Console.SetOut(old);
        }

        static async Task PrintAsync(StandardOutputSettings settings)
        {
            var g = new GraphBuilder("print");
            g.WriteOutput(Flow.From<object?>("a b", 3, Data.Row.Of(("x", "y"))), settings);
            await g.ToEndAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task What_came_before_a_failure_is_printed(bool fuse, int capacity)
    {
        TextWriter old = Console.Out;
        var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            var g = new GraphBuilder("print");
            g.WriteOutput(Flow.Range(0, 100).Then(x => x == 60 ? throw new IOException("gone") : (object?)x));

            await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync(Runs.Mode(fuse, capacity)));

            Assert.Equal(string.Concat(Enumerable.Range(0, 60).Select(x => $"{x}\n")), text.ToString());
        }
        finally
        {
            Console.SetOut(old);
        }
    }

    [Fact]
    public async Task Nothing_is_held_back_while_the_next_item_is_waited_for()
    {
        TextWriter old = Console.Out;
        var text = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(text));
        var gate = new TaskCompletionSource();
        async IAsyncEnumerable<object?> Some()
        {
            yield return "first";
            await gate.Task;
            yield return "last";
        }

        try
        {
            var g = new GraphBuilder("print");
            g.WriteOutput(Flow.Iter(Some));
            Task run = g.ToEndAsync();
            Assert.True(SpinWait.SpinUntil(() => text.GetStringBuilder().Length > 0, Runs.Deadline));
            Assert.Equal("first\n", text.ToString());
            gate.SetResult();
            await run;
            Assert.Equal("first\nlast\n", text.ToString());
        }
        finally
        {
            Console.SetOut(old);
        }
    }
}
