using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>A PostgreSQL server of the tests' own: on loopback, on a free port, with its data in a folder that goes with it.</summary>
public class PostgresProcess : IAsyncLifetime
{
    private const string Password = "hush;'=% never";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string? Binaries = Find();

    private DirectoryInfo? _folder;
    private Process? _server;

    public int Port { get; } = FreePort.Take();

    /// <summary>The connection string of the server's only user; where there is no server, the test is skipped.</summary>
    public string Connection
    {
        get
        {
            Assert.SkipWhen(Binaries is null, "PostgreSQL is not installed: apt-get install postgresql, or put initdb and postgres on the PATH.");
            return new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Database = "postgres", Username = "tests", Password = Password }.ConnectionString;
        }
    }

    /// <summary>What runs are given that use the credential 'db'.</summary>
    public RunOptions Options => With(Connection);

    public static RunOptions With(string connection) => new() { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["db"] = connection }) };

    public async ValueTask InitializeAsync()
    {
        if (Binaries is null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("millstream-postgres-");
        string secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.UserName == "root")
        {
            await ToEndAsync(Process.Start("chown", ["-R", "postgres", _folder.FullName]));
        }

        await ToEndAsync(Start("initdb", ["-D", Data, "-U", "tests", "-A", "scram-sha-256", $"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--locale=C"]));
        await StartAsync();
    }

    /// <summary>Starts the server, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        _server = Start(
            "postgres",
            ["-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", _folder!.FullName, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=16MB"]);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        _server.ErrorDataReceived += (_, line) =>
        {
            said.Add(line.Data ?? "");
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("The server has ended: " + string.Join('\n', said)));
            }
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        await ready.Task.WaitAsync(Deadline);
    }

    /// <summary>Ends the server at once: whoever is connected loses the connection.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await ToEndAsync(Process.Start("kill", ["-QUIT", server.Id.ToString(CultureInfo.InvariantCulture)]));
            using (server)
            {
                await server.WaitForExitAsync().WaitAsync(Deadline);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs statements beside the tasks.</summary>
    public async Task SqlAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Connection);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives the one value of a statement, as text.</summary>
    public async Task<string> ValueAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Connection);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }

    private string Data => Path.Combine(_folder!.FullName, "data");

    // The server refuses to run as root.
    private static Process Start(string program, string[] arguments)
    {
        string path = Path.Combine(Binaries!, program);
        ProcessStartInfo start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.WorkingDirectory = Path.GetTempPath();
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    private static async Task ToEndAsync(Process process)
    {
        using (process)
        {
            string said = process.StartInfo.RedirectStandardError ? await process.StandardError.ReadToEndAsync() + await process.StandardOutput.ReadToEndAsync() : "";
            await process.WaitForExitAsync().WaitAsync(Deadline);
            Assert.True(process.ExitCode == 0, said);
        }
    }

    private static string? Find()
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        string debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [];
        return versions.Concat(folders).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "postgres")));
    }
}
