using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Millstream.Durability;
using Millstream.Telemetry;

namespace Millstream.Supplies;

/// <summary>A secret stands in nothing that a run tells or keeps.</summary>
public sealed class SecrecyTests
{
    private const string Text = "s3cr3t-9f2";

    // What caches, checkpoints, queues and documents keep joins the search when they come.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-180")]
    public async Task A_secret_is_found_in_no_event_log_error_dead_letter_or_store(bool fuse)
    {
        var log = new DetailedLog();
        var store = new MemoryStore();
        var options = new RunOptions
        {
            Fuse = fuse,
            Logger = log,
            ItemStore = store,
            Events = EventDetail.Items,
            Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = Text }),
        };
        var told = new StringBuilder(options.ToString());
        foreach (bool skips in new[] { false, true })
        {
            Flow<string> letters = Flow.From("a", "b").Save("letters/{index}");
            await using GraphRun run = letters.Chatter(options: o => skips ? o.DeadLetterErrors() : o).Start(options);
            Exception? error = await Record.ExceptionAsync(() => run.Completion.InTime());

            Assert.Equal(skips, error is null);
            told.Append(error).Append(error?.InnerException).AppendJoin('\n', run.Errors).AppendJoin('\n', run.DeadLetters.Select(d => $"{d} {d.Error}"));
            told.Append(run.Snapshot()).Append(run.Graph.ToMermaid()).Append(run.Graph.ToDot());
            await foreach (RunEvent one in run.Events())
            {
                told.Append(one).Append(one.Error).AppendLine();
            }

            if (!skips)
            {
                Assert.Equal(
                    "Task \"Chatter\" failed at item 0 (attempt 2): The key *** opens nothing.",
                    Assert.IsType<TaskFailedException>(error).Message);
                Assert.Equal("InvalidOperationException", Assert.IsType<RedactedException>(error.InnerException).ErrorType);
            }
            else
            {
                Assert.Equal(2, run.DeadLetters.Count);
            }
        }

        told.AppendJoin('\n', log.Lines).AppendJoin('\n', await Fixtures.Stored(store));

        Assert.Contains("The key is ***.", log.Lines);
        Assert.Contains("The letter a fails.", log.Lines);
        Assert.DoesNotContain(Text, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TG-180")]
    public void A_secret_that_is_printed_shows_stars()
    {
        var secret = new Secret(Text);

        Assert.Equal("***", secret.ToString());
        Assert.Equal("***", $"{secret}");
        Assert.Equal("\"***\"", JsonSerializer.Serialize(secret));
        Assert.Equal("{\"Key\":\"***\"}", JsonSerializer.Serialize(new { Key = secret }));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Secret>("\"***\""));
        Assert.Equal(new Secret(Text), secret);
        Assert.NotEqual(new Secret("other"), secret);
        Assert.Equal(Text, secret.Reveal());
    }

    [Fact]
    public async Task What_is_logged_without_a_secret_is_logged_as_it_is()
    {
        var log = new DetailedLog();
        var options = new RunOptions { Logger = log, Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = Text }) };

        await Flow.From(7).With((x, ctx) => { object item = x; ctx.Logger.LogInformation("Item {Item} passes.", item); return x; }).RunAsync(options).InTime();

        Assert.Contains("Item 7 passes.", log.Lines);
        Assert.Contains("Item=7", log.Lines);
    }

    /// <summary>Keeps what a structured logger would: message, parts, errors and scopes.</summary>
    private sealed class DetailedLog : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Keep(state.ToString()!, state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Keep($"{formatter(state, exception)}", state, exception?.ToString());

        private void Keep(string line, object? state, string? error = null)
        {
            lock (_lines)
            {
                _lines.Add(line);
                _lines.AddRange((state as IEnumerable<KeyValuePair<string, object?>>)?.Select(p => $"{p.Key}={p.Value}") ?? []);
                _lines.Add(error ?? "");
            }
        }
    }
}
