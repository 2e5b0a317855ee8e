using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>Which server is used, and how it is reached.</summary>
public abstract class PostgresSettings : ICheckedSettings
{
    private protected PostgresSettings()
    {
    }

    /// <summary>
    /// Gets or sets the secret that says where the server is, and who asks: a connection string (<c>Host=db;Database=shop;Username=ann;Password=…</c>) or an address
    /// (<c>postgres://ann:…@db/shop?sslmode=require</c>). What other settings say goes before what it says.
    /// </summary>
    public Credential? Connection { get; set; }

    /// <summary>Gets or sets the server's name or address, or the directory of its socket.</summary>
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the server's port; 5432 unless the connection says another.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Gets or sets the database; that of the user's name unless set.</summary>
    public string Database { get; set; } = "";

    /// <summary>Gets or sets the user.</summary>
    public string User { get; set; } = "";

    /// <summary>Gets or sets the secret that is the user's password; none unless set.</summary>
    public Credential? Password { get; set; }

    /// <summary>Gets or sets whether the connection is encrypted, and the server's certificate looked at; encrypted where the server can, unless set.</summary>
    public SslMode? Ssl { get; set; }

    /// <summary>Gets or sets how long a connection may take to be made, 15 s unless set, by the clock of the machine.</summary>
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>Gets or sets how long the server may be silent while it is at a statement, by the clock of the machine; as long as it likes unless set.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (Connection is null && string.IsNullOrWhiteSpace(Host))
        {
            yield return "neither the setting 'Connection' nor 'Host' is set. Say which server: connection: { credential: name }, or host and database.";
        }

        if (ConnectTimeout < TimeSpan.FromSeconds(1) || ConnectTimeout > TimeSpan.FromMinutes(15))
        {
            yield return $"the setting 'ConnectTimeout' is {ConnectTimeout}. It is from a second to 15 minutes: 15s.";
        }

        if (Timeout < TimeSpan.FromSeconds(1))
        {
            yield return $"the setting 'Timeout' is {Timeout}. It is a second or more: 30s.";
        }
    }
}
