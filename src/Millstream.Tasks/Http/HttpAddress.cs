using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Millstream.Http;

/// <summary>Addresses of servers, and how they are shown: without user, password and query, in which keys are often written.</summary>
internal static class HttpAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="schemes">What it may begin with.</param>
    /// <param name="address">The address.</param>
    /// <param name="fault">What is wrong, as the end of a sentence.</param>
    public static bool TryRead(string text, (string Plain, string Secured) schemes, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? fault)
    {
        bool isOne = Uri.TryCreate(text, UriKind.Absolute, out address) && (address.Scheme == schemes.Plain || address.Scheme == schemes.Secured);
        fault = !isOne ? $"'{Shown(text)}', which is no address that can be asked. It begins with {schemes.Plain}:// or {schemes.Secured}://."
            : address!.UserInfo.Length > 0 ? $"'{Shown(address)}' with a user in it. Give the address without, and the secret as the credential 'Token'."
            : null;
        return fault is null;
    }

    /// <summary>Gives an address without what is secret in it.</summary>
    public static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Gives a text that may be an address without what may be secret in it.</summary>
    public static string Shown(string text)
    {
        string shown = text[..Math.Min(text.AsSpan().IndexOfAny('?', '#') is >= 0 and int end ? end : text.Length, 200)];
        return shown.LastIndexOf('@') is >= 0 and int user ? shown[(user + 1)..] : shown;
    }

    /// <summary>Gives a time as errors tell it.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.### s", CultureInfo.InvariantCulture);

    /// <summary>Says whether two addresses are of one server.</summary>
    public static bool IsOneServer(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
