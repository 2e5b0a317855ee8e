using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>What a server refused, or why it could not be asked, as sentences.</summary>
internal static class PostgresFault
{
    private const int ShownCharacters = 40;

    /// <summary>Makes the error of what went wrong with a statement.</summary>
    /// <param name="cause">What Npgsql threw.</param>
    /// <param name="server">Which server.</param>
    /// <param name="what">What it does not do: <c>refuses the statement</c>.</param>
    /// <param name="sql">The statement; null where the place in it tells nobody anything.</param>
    /// <param name="row">What the server's place in copied rows means; null where there is none.</param>
    public static Exception Of(Exception cause, PostgresServer server, string what, SqlText? sql = null, Func<long, string>? row = null)
    {
        if (cause is not PostgresException said)
        {
            return IsLate(cause)
                ? new TimeoutException($"{server.Shown} has said nothing for as long as 'Timeout' allows. Set it higher, or see what holds the server up (locks, load).", cause)
                : new IOException($"The connection to {server.Shown} was lost: {Sentence(Innermost(cause))}", cause);
        }

        var message = new StringBuilder();
        message.Append(CultureInfo.InvariantCulture, $"{server.Shown} {what}: {said.MessageText} ({said.SqlState})");
        if (sql is not null && said.Position is > 0 and int position && position <= sql.Numbered.Length)
        {
            string rest = sql.Numbered[(position - 1)..].ReplaceLineEndings(" ");
            message.Append(CultureInfo.InvariantCulture, $", at character {sql.Written(position)}, '{(rest.Length > ShownCharacters ? rest[..ShownCharacters] + "…" : rest)}'");
        }

        message.Append('.');
        if (row is not null && CopyPlace.Find(said.Where) is { } place)
        {
            message.Append(CultureInfo.InvariantCulture, $" It is {row(place.Line)}{(place.Rest.Length > 0 ? ", " + place.Rest : "")}.");
        }

        Add("", said.Detail);
        Add("Hint: ", said.Hint);
        return said.IsTransient ? new IOException(message.ToString(), cause) : TaskInputException.Because(message.ToString(), cause);

        void Add(string head, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                message.Append(CultureInfo.InvariantCulture, $" {head}{Sentence(text.Trim())}");
            }
        }
    }

    /// <summary>Says whether an error is that of a limit of time.</summary>
    public static bool IsLate(Exception? cause) => cause is not null && (cause is TimeoutException || IsLate(cause.InnerException));

    /// <summary>Says what happened, without what was being done then.</summary>
    public static string Innermost(Exception cause) => cause.InnerException is { } inner and (SocketException or IOException or System.Security.Authentication.AuthenticationException)
        ? Innermost(inner)
        : cause.Message;

    /// <summary>Ends a text as sentences do.</summary>
    public static string Sentence(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
}
