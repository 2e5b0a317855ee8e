using System.Diagnostics;
using System.Diagnostics.Metrics;
using Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millstream;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Hosting
{
    /// <summary>The code of docs/hosting.md.</summary>
    public sealed class HostingPageTests
    {
        [Fact]
        public async Task A_host_runs_graphs_and_serves_an_engine()
        {
            var outbox = new Outbox();

            #region hosting-add
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Services.AddSingleton(outbox);
            builder.Services.AddScoped<Connection>();
            builder.Services.AddMillstream(options => options.Capacity = 256)
                .AddGraph("greetings", services => Letters.Greetings("Ann", "Bo"));
            using IHost host = builder.Build();

            await host.StartAsync();                                    // the graph starts with the host
            #endregion

            GraphRun run = host.Services.GetRequiredService<HostedGraphs>().Find("greetings")!;
            await run.Completion.WaitAsync(Examples.Deadline);
            Assert.Equal(["Dear Ann", "Dear Bo"], outbox.Sent);

            #region hosting-engine
            var engine = host.Services.GetRequiredService<GraphEngine>();
            await using GraphRun more = await engine.StartAsync(Letters.Greetings("Cy"));
            await more.Completion;
            #endregion

            Assert.Equal(["Dear Ann", "Dear Bo", "Dear Cy"], outbox.Sent);
            await host.StopAsync().WaitAsync(Examples.Deadline);        // drained, then stopped
        }

        [Fact]
        public async Task Tasks_known_by_contracts_are_implemented_in_a_host()
        {
            using IHost host = Examples.Host(millstream =>
            {
                #region hosting-implement
                millstream.Services.AddSingleton<Outbox>().AddScoped<Connection>();
                millstream.Implement(Letters.SendContract, PostDefinitions.Send);
                #endregion
            });
            await host.StartAsync().WaitAsync(Examples.Deadline);
            var engine = host.Services.GetRequiredService<GraphEngine>();

            await using GraphRun run = await engine.StartAsync(TaskGraph.FromTasks(Letters.SendContract), new RunInputs { ["letter"] = "Dear Di" });

            Assert.Equal(["Dear Di"], await run.Output<string>("sent").ToListAsync().WaitAsync(Examples.Deadline));
            await host.StopAsync().WaitAsync(Examples.Deadline);
        }

        [Fact]
        public async Task Options_come_from_a_configuration()
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Millstream:MaxInFlight"] = "50" });
            #region hosting-options
            builder.Services.AddMillstream();
            builder.Services.Configure<MillstreamOptions>(builder.Configuration.GetSection(MillstreamOptions.Section));
            #endregion
            using IHost host = builder.Build();
            await host.StartAsync().WaitAsync(Examples.Deadline);

            Assert.Equal(50, host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<MillstreamOptions>>().Value.MaxInFlight);
            await host.StopAsync().WaitAsync(Examples.Deadline);
        }

        [Fact]
        public async Task Health_says_whether_a_hosted_graph_has_failed()
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddLogging();
            #region hosting-health
            builder.Services.AddHealthChecks().AddMillstreamHealthCheck();
            #endregion
            builder.Services.AddMillstream();
            using IHost host = builder.Build();
            await host.StartAsync().WaitAsync(Examples.Deadline);

            HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(Examples.Deadline);

            Assert.Equal(HealthStatus.Healthy, report.Entries["millstream"].Status);
            await host.StopAsync().WaitAsync(Examples.Deadline);
        }

        [Fact]
        public async Task A_host_supplies_secrets_and_says_what_tasks_may_do()
        {
            Environment.SetEnvironmentVariable("MILLSTREAM_CREDENTIAL_SMTP", "k-17");
            string path = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():N}.credentials");
            var passphrase = new Secret("open sesame");
            CredentialFile.Save(path, passphrase, new Dictionary<string, string> { ["archive"] = "k-18" });
            var asked = new List<string>();
            bool AskTheUser(EntitlementRequest request)
            {
                asked.Add($"{request.TaskId} {request.Entitlement}");
                return true;
            }

            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddMillstream();

            #region hosting-supplies
            builder.Services.AddSingleton(CredentialSource.Chain(
                CredentialSource.FromEnvironment(),                         // MILLSTREAM_CREDENTIAL_SMTP
                CredentialSource.FromFile(path, passphrase)));
            builder.Services.AddSingleton(new EntitlementPolicy()
                .Grant("network:smtp", "mail.example.com")
                .Deny("filesystem")
                .Ask("network", AskTheUser));
            #endregion

            File.Delete(path);
            using IHost host = builder.Build();
            await host.StartAsync().WaitAsync(Examples.Deadline);
            var engine = host.Services.GetRequiredService<GraphEngine>();
            Assert.Equal(["Dear Ann by k-17"], await ResultAsync(Flow.From("Dear Ann").Deliver()));
            Assert.Equal(["Dear Ann by k-18"], await ResultAsync(Flow.From("Dear Ann").Deliver(new DeliverySettings { Host = "mail.example.org" }, key: new Credential("archive"))));
            Assert.Equal(["Deliver 'network:smtp' for 'mail.example.org'"], asked);
            await host.StopAsync().WaitAsync(Examples.Deadline);

            async Task<IReadOnlyList<string>> ResultAsync(Flow<string> flow)
            {
                await using GraphRun run = await engine.StartAsync(flow.Build());
                return await run.ResultAsync(flow).WaitAsync(Examples.Deadline);
            }
        }

        [Fact]
        public async Task What_a_host_sees_is_logged_counted_and_traced()
        {
            var log = new TestLog();
            using var host = Examples.Container(static _ => { });
            var engine = host.GetRequiredService<GraphEngine>();
            var spans = new System.Collections.Concurrent.ConcurrentQueue<string>();
            long items = 0;
            var g = new GraphBuilder("seen");
            g.Deliver(Flow.From("Dear Ann", "Dear Bo"));

            #region hosting-listen
            using var traces = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Millstream",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = span => spans.Enqueue(span.OperationName),    // call Deliver, task Deliver, run seen
            };
            ActivitySource.AddActivityListener(traces);

            using var metrics = new MeterListener
            {
                InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument.Meter.Name == "Millstream")
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            #endregion
            metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                if (instrument.Name == "millstream.task.items" && tags.ToArray().Contains(new("task", "Deliver")) && tags.ToArray().Contains(new("graph", "seen")))
                {
                    items = value;
                }
            });
            metrics.Start();
            var options = new RunOptions { Logger = log, Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["smtp"] = "k-17" }) };
            await using GraphRun run = await engine.StartAsync(g.Build(), options);
            await run.Completion.WaitAsync(Examples.Deadline);
            metrics.RecordObservableInstruments();

            Assert.Equal(2, items);
            Assert.Contains("call Deliver", spans);
            Assert.Contains("run seen", spans);
            Assert.Equal(["Dear Ann is on its way.", "Dear Bo is on its way."], log.Lines);
            Assert.All(log.Entries, e => Assert.Equal("Deliver", e.Values["TaskName"]));
        }
    }
}

namespace Mail
{
    internal sealed class Outbox
    {
        private readonly List<string> _sent = [];

        public IReadOnlyList<string> Sent => _sent;

        public void Add(string letter) => _sent.Add(letter);
    }

    internal sealed class Connection(Outbox outbox) : IAsyncDisposable
    {
        public void Send(string letter) => outbox.Add(letter);

        public ValueTask DisposeAsync() => default;
    }

    #region hosting-tasks
    internal static class Post
    {
        [StreamTask]
        public static string Greet(string name) => $"Dear {name}";

        [StreamTask]
        public static string Send(string letter, [Service] Connection connection)
        {
            connection.Send(letter);
            return letter;
        }

        [StreamTask]
        [Needs("network:smtp", "{Host}")]
        public static string Deliver(string letter, DeliverySettings settings, [Credential("smtp")] string key, ILogger logger)
        {
            logger.LogInformation("{Letter} is on its way.", letter);
            return $"{letter} by {key}";
        }
    }
    #endregion

    internal sealed class DeliverySettings
    {
        public string Host { get; set; } = "mail.example.com";
    }

    internal static class Letters
    {
        public static TaskDescriptor SendContract { get; } = TaskDescriptor.Contract("send").In<string>("letter").Out<string>("sent");

        public static TaskGraph Greetings(params string[] names)
        {
            var g = new GraphBuilder("greetings");
            g.Send(g.Greet(Flow.From(names)));
            return g.Build();
        }
    }
}
