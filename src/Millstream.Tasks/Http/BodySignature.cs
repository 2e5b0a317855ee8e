using System.Security.Cryptography;
using System.Text;

namespace Millstream.Http;

/// <summary>How senders of webhooks sign: HMAC-SHA256 of the body as it was sent, in hexadecimal digits, alone or behind <c>sha256=</c> (WebSub, section 7.1; GitHub, Gitea and others).</summary>
internal static class BodySignature
{
    private const string Method = "sha256=";

    /// <summary>Says whether a signature is that of the body, in a time that does not tell where it differs.</summary>
    /// <param name="shown">What the request shows; null when it shows nothing.</param>
    /// <param name="key">The secret that the sender shares.</param>
    /// <param name="body">The body.</param>
    public static bool Holds(string? shown, Secret key, ReadOnlySpan<byte> body)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        ReadOnlySpan<char> digits = shown.AsSpan().Trim();
        digits = digits.StartsWith(Method, StringComparison.OrdinalIgnoreCase) ? digits[Method.Length..] : digits;
        if (digits.Length != 2 * HMACSHA256.HashSizeInBytes || Convert.FromHexString(digits, claimed, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, claimed);
    }
}
