using System.Diagnostics;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Millstream.RabbitMq;

/// <summary>A RabbitMQ server of the tests' own: on loopback, on free ports, with its data in a folder that goes with it.</summary>
public class RabbitProcess : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly string? Program = Find("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server");
    private static readonly string? Control = Find("/usr/lib/rabbitmq/bin/rabbitmqctl", "rabbitmqctl");
    private static readonly string? Names = Find("/usr/bin/epmd", "epmd");

    private DirectoryInfo? _folder;
    private Process? _names;
    private Process? _server;

    public int Port { get; } = FreePort.Take();

    private int NamesPort { get; } = FreePort.Take();

    private int NodesPort { get; } = FreePort.Take();

    /// <summary>The address of the server; where there is none, the test is skipped.</summary>
    public string Connection
    {
        get
        {
            Assert.SkipWhen(Program is null || Control is null || Names is null, "RabbitMQ is not installed: apt-get install rabbitmq-server, or put rabbitmq-server and epmd on the PATH.");
            return $"amqp://guest:guest@127.0.0.1:{Port}";
        }
    }

    /// <summary>What runs are given that use the credential 'mq'.</summary>
    public RunOptions Options => With(Connection);

    public static RunOptions With(string connection) => new() { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mq"] = connection }) };

    public async ValueTask InitializeAsync()
    {
        if (Program is null || Control is null || Names is null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("millstream-rabbit-");

        // The program would leave one behind that nobody ends.
        _names = Start(Names, ["-address", "127.0.0.1", "-port", Text(NamesPort)]);
        await StartAsync();
    }

    /// <summary>Starts the server, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        _server = Start(Program!, []);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new StringBuilder();
        _server.OutputDataReceived += (_, line) =>
        {
            said.AppendLine(line.Data);
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException($"The server has ended: {said}"));
            }
            else if (line.Data.Contains("completed with", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _server.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        await ready.Task.WaitAsync(Deadline);
    }

    /// <summary>Kills the server: nobody is told.</summary>
    /// <remarks>Which queues there are is on disk before: the server keeps that for a while, other than the messages that it has confirmed, and would not know a queue that was just made.</remarks>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            using (Process synced = Start(Control!, ["eval", "mnesia:sync_log()."]))
            {
                synced.BeginOutputReadLine();
                synced.BeginErrorReadLine();
                await synced.WaitForExitAsync().WaitAsync(Deadline);
                Assert.Equal(0, synced.ExitCode);
            }

            _server = null;
            await EndAsync(server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await EndAsync(_server);
        }

        if (_names is not null)
        {
            await EndAsync(_names);
        }

        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Uses a channel beside the tasks.</summary>
    public async Task<T> DoAsync<T>(Func<IChannel, Task<T>> what)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri(Connection) }.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return await what(channel);
    }

    /// <summary>Makes a queue with some messages.</summary>
    public Task FillAsync(string queue, IEnumerable<string> bodies, Dictionary<string, object?>? arguments = null) => DoAsync(async channel =>
    {
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);

        // In their order; all are on disk when the last answer is there.
        await Task.WhenAll([.. bodies.Select(body => channel.BasicPublishAsync("", queue, mandatory: false, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(body)).AsTask())]);
        return true;
    });

    /// <summary>How many messages of a queue wait for somebody.</summary>
    public Task<uint> CountAsync(string queue) => DoAsync(channel => channel.MessageCountAsync(queue));

    /// <summary>Waits until that many messages wait for somebody.</summary>
    public async Task UntilCountAsync(string queue, uint count)
    {
        while (await CountAsync(queue) != count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes what is in a queue.</summary>
    public Task<List<string>> DrainAsync(string queue) => DoAsync(async channel =>
    {
        var bodies = new List<string>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            bodies.Add(Encoding.UTF8.GetString(message.Body.Span));
        }

        return bodies;
    });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().WaitAsync(Deadline);
        }
    }

    private Process Start(string program, string[] arguments)
    {
        string folder = _folder!.FullName;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["HOME"] = folder;
        start.Environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        start.Environment["ERL_EPMD_PORT"] = Text(NamesPort);
        start.Environment["RABBITMQ_NODENAME"] = $"millstream{Port}@localhost";
        start.Environment["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
        start.Environment["RABBITMQ_NODE_PORT"] = Text(Port);
        start.Environment["RABBITMQ_DIST_PORT"] = Text(NodesPort);
        start.Environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        start.Environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia");
        start.Environment["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log");
        start.Environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins");
        start.Environment["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid");
        return Process.Start(start)!;
    }

    private static string? Find(string usual, string name) =>
        (Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(f => Path.Combine(f, name)) ?? []).Prepend(usual).FirstOrDefault(File.Exists);
}
