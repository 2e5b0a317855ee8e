using System.Net.Sockets;
using System.Text.RegularExpressions;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millstream.RabbitMq;

/// <summary>What a server refused, or why it could not be asked, as sentences.</summary>
internal static partial class RabbitFault
{
    /// <summary>Makes the error of a connection that could not be made.</summary>
    public static Exception OfConnecting(Exception cause, RabbitServer server)
    {
        if (Find<AuthenticationFailureException>(cause) is not null)
        {
            // Without what the server says: it may name the user.
            return TaskInputException.Because($"{server.Shown} refuses who asks: the user or the password is wrong, or this user may not connect from here. See to {server.Identity}.");
        }

        return Find<OperationInterruptedException>(cause)?.ShutdownReason is { ReplyCode: 403 or 530 } reason ? OfHost(reason, server)
            : new IOException($"{server.Shown} cannot be reached: {Sentence(Innermost(cause))} Is it running, and is that its address?", cause);
    }

    /// <summary>Makes the error of what went wrong over a connection.</summary>
    /// <param name="cause">What the client threw.</param>
    /// <param name="server">Which server.</param>
    /// <param name="what">What it does not do: <c>does not give the queue 'orders'</c>.</param>
    public static Exception Of(Exception cause, RabbitServer server, string what) => Find<OperationInterruptedException>(cause)?.ShutdownReason switch
    {
        { ReplyCode: 530 } reason => OfHost(reason, server),
        { ReplyCode: 403 or 404 or 405 or 406 } reason => TaskInputException.Because($"{server.Shown} {what}: {TextOf(reason)}"),
        { ReplyCode: >= 300 and not 541 } reason => Lost(cause, server, TextOf(reason)),
        _ => IsLate(cause) ? new TimeoutException($"{server.Shown} has not answered within 'Timeout'. Set it higher, or see what holds the server up.", cause)
            : Lost(cause, server, Sentence(Innermost(cause))),
    };

    /// <summary>Makes the error of a connection that has ended.</summary>
    public static Exception Lost(ShutdownEventArgs reason, RabbitServer server, string what) =>
        reason.ReplyCode is 403 or 404 or 405 or 406 ? TaskInputException.Because($"{server.Shown} {what}: {TextOf(reason)}") : Lost(reason.Exception, server, TextOf(reason));

    /// <summary>Says whether an error is that of a limit of time.</summary>
    public static bool IsLate(Exception? cause) => cause is not null
        && (cause is TimeoutException or OperationCanceledException || IsLate(cause.InnerException));

    /// <summary>Says whether an error comes from the client of the server.</summary>
    public static bool IsOfServer(Exception cause, CancellationToken cancellationToken) =>
        cause is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException or OperationCanceledException or InvalidOperationException
        && !cancellationToken.IsCancellationRequested;

    private static TaskInputException OfHost(ShutdownEventArgs reason, RabbitServer server) =>
        TaskInputException.Because($"{server.Shown} does not take the connection: {TextOf(reason)} Is there a virtual host of that name, and may the user use it?");

    private static IOException Lost(Exception? cause, RabbitServer server, string why) => new($"The connection to {server.Shown} was lost: {why}", cause);

    private static string TextOf(ShutdownEventArgs reason) => Sentence($"{UserName().Replace(reason.ReplyText, "")} ({reason.ReplyCode})");

    private static string Innermost(Exception cause) => cause.InnerException is { } inner and not (OperationCanceledException or RabbitMQ.Client.Exceptions.OperationInterruptedException)
        ? Innermost(inner)
        : cause.Message;

    private static string Sentence(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";

    private static T? Find<T>(Exception? cause)
        where T : Exception => cause is null ? null
        : cause as T ?? (cause is AggregateException several ? several.InnerExceptions.Select(Find<T>).FirstOrDefault(f => f is not null) : Find<T>(cause.InnerException));

    [GeneratedRegex(" (for|by|of) user '[^']*'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserName();
}
