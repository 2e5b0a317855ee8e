using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>Reads the text of a secret that says where a server is: a connection string, or an address. Nothing of it is told in errors.</summary>
internal static class ConnectionText
{
    /// <param name="text">The secret; empty where there is none.</param>
    /// <param name="name">The name of the credential.</param>
    /// <param name="words">What the text says, word by word.</param>
    /// <exception cref="TaskInputException">The text is neither.</exception>
    [SuppressMessage("Trimming", "IL2026", Justification = "Keys are set by their names; no type is looked for.")]
    public static NpgsqlConnectionStringBuilder Parse(string text, string name, out DbConnectionStringBuilder words)
    {
        try
        {
            words = IsAddress(text) ? OfAddress(new Uri(text.Trim())) : new DbConnectionStringBuilder { ConnectionString = text };
            return new NpgsqlConnectionStringBuilder(words.ConnectionString);
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // Without the cause: it quotes the text.
            throw TaskInputException.Because(
                $"The secret of credential '{name}' is no connection. Write Host=db;Database=shop;Username=ann;Password=… (values with ; or = in quotes), or postgres://ann:…@db/shop (what is special in a password as %40).");
        }
    }

    private static bool IsAddress(string text) =>
        text.TrimStart().StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.TrimStart().StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static DbConnectionStringBuilder OfAddress(Uri address)
    {
        string[] who = address.UserInfo.Split(':', 2);
        var words = new DbConnectionStringBuilder { ["Host"] = Uri.UnescapeDataString(address.Host) };
        Set("Port", address.Port > 0 ? address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        Set("Database", Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')));
        Set("Username", Uri.UnescapeDataString(who[0]));
        Set("Password", who.Length > 1 ? Uri.UnescapeDataString(who[1]) : "");
        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            Set(
                parts[0] switch
                {
                    "sslmode" => "SSL Mode",
                    "sslrootcert" => "Root Certificate",
                    "connect_timeout" => "Timeout",
                    "user" => "Username",
                    "dbname" => "Database",
                    string other => other.Replace('_', ' '),
                },
                parts[0] == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }

        return words;

        void Set(string key, string value)
        {
            if (value.Length > 0)
            {
                words[key] = value;
            }
        }
    }
}
