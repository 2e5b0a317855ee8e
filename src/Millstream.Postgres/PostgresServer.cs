using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>The server that a task uses: makes connections, and says of which server something is told. It tells neither users nor passwords.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _identity;

    private PostgresServer(NpgsqlDataSource source, string shown, string identity, TimeSpan connectTimeout)
    {
        _source = source;
        _identity = identity;
        Shown = shown;
        ConnectTimeout = connectTimeout;
    }

    /// <summary>Gets the server as errors name it: <c>PostgreSQL (shop on db:5432)</c>.</summary>
    public string Shown { get; }

    /// <summary>Gets how long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; }

    /// <summary>Gets the server that settings say, with their secrets.</summary>
    /// <exception cref="TaskInputException">The secret is no connection.</exception>
    public static PostgresServer Of(PostgresSettings settings, TaskContext context)
    {
        string said = settings.Connection is null ? "" : context.Reveal(settings.Connection).Reveal();
        NpgsqlConnectionStringBuilder address = ConnectionText.Parse(said, settings.Connection?.Name ?? "", out DbConnectionStringBuilder words);
        address.Host = Or(settings.Host, address.Host);
        address.Port = settings.Port ?? address.Port;
        address.Database = Or(settings.Database, address.Database);
        address.Username = Or(settings.User, address.Username);
        address.Password = settings.Password is null ? address.Password : context.Reveal(settings.Password).Reveal();
        address.SslMode = settings.Ssl ?? address.SslMode;
        if (string.IsNullOrEmpty(address.Host))
        {
            throw TaskInputException.Because($"The secret of the {settings.Connection} names no server. Add Host=… to it, or set 'host'.");
        }

        if (settings.ConnectTimeout is { } connect)
        {
            address.Timeout = Seconds(connect);
        }

        // A slow server is not a dead one: no limit but one that somebody has set. One whose machine is gone is noticed by the system.
        if (settings.Timeout is not null || !words.ContainsKey("Command Timeout"))
        {
            address.CommandTimeout = settings.Timeout is { } limit ? Seconds(limit) : 0;
        }

        address.TcpKeepAlive = true;
        address.IncludeErrorDetail = true;
        address.PersistSecurityInfo = false;
        address.Timezone ??= "UTC";
        address.ApplicationName ??= "millstream";
        string identity = settings.Connection is not null ? $"the {settings.Connection}" : "'User' and 'Password'";
        string shown = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL ({address.Database ?? "the database of its user"} on {address.Host}:{address.Port})");
        return new PostgresServer(new NpgsqlDataSourceBuilder(address.ConnectionString).Build(), shown, identity, TimeSpan.FromSeconds(address.Timeout));
    }

    /// <summary>Gives a connection, which whoever asks disposes.</summary>
    /// <exception cref="IOException">The server cannot be reached, or is none.</exception>
    /// <exception cref="TaskInputException">The server refuses it.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException cause) when (cause.SqlState.StartsWith("28", StringComparison.Ordinal))
        {
            // Without what the server says: it names the user.
            throw TaskInputException.Because(
                $"{Shown} refuses who asks ({cause.SqlState}): the user or the password is wrong, or this user may not connect from here. See to {_identity}, and to the server's pg_hba.conf.");
        }
        catch (PostgresException cause)
        {
            throw PostgresFault.Of(cause, this, "does not take the connection");
        }
        catch (Exception cause) when (cause is not (OperationCanceledException or OutOfMemoryException) && !cancellationToken.IsCancellationRequested)
        {
            // Of any type: what answers there may be no PostgreSQL at all.
            string why = PostgresFault.IsLate(cause) ? $"it did not answer within {ConnectTimeout.TotalSeconds:0.###} s" : PostgresFault.Innermost(cause);
            throw new IOException($"{Shown} cannot be reached: {PostgresFault.Sentence(why)} Is it running, and is that its address?", cause);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string? Or(string set, string? said) => set.Length > 0 ? set : said;

    private static int Seconds(TimeSpan time) => (int)Math.Min(int.MaxValue / 1000, Math.Ceiling(time.TotalSeconds));
}
