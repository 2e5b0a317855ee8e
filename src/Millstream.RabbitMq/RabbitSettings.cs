using System.ComponentModel.DataAnnotations;

namespace Millstream.RabbitMq;

/// <summary>Which server is used, and how it is reached.</summary>
public abstract class RabbitSettings : ICheckedSettings
{
    private protected RabbitSettings()
    {
    }

    /// <summary>
    /// Gets or sets the secret that says where the server is, and who asks: an address (<c>amqps://ann:…@mq/orders</c>, the virtual host behind the server). What other settings say goes before
    /// what it says.
    /// </summary>
    public Credential? Connection { get; set; }

    /// <summary>Gets or sets the server's name or address.</summary>
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the server's port; 5672, or 5671 where the connection is encrypted, unless the connection says another.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Gets or sets the virtual host; <c>/</c> unless set.</summary>
    public string VirtualHost { get; set; } = "";

    /// <summary>Gets or sets the user; <c>guest</c> unless set.</summary>
    public string User { get; set; } = "";

    /// <summary>Gets or sets the secret that is the user's password.</summary>
    public Credential? Password { get; set; }

    /// <summary>Gets or sets whether the connection is encrypted, and the server's certificate looked at; as the connection says unless set.</summary>
    public bool? Ssl { get; set; }

    /// <summary>Gets or sets how long a connection may take to be made, and an answer to come, by the clock of the machine.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (Connection is null && string.IsNullOrWhiteSpace(Host))
        {
            yield return "neither the setting 'Connection' nor 'Host' is set. Say which server: connection: { credential: name }, or host.";
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            yield return $"the setting 'Timeout' is {Timeout}. It is more than nothing, and at most an hour: 15s.";
        }
    }
}
