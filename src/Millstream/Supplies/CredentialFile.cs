using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Millstream;

/// <summary>Secrets in an encrypted file: AES-256 in GCM, with a key made of a passphrase by PBKDF2.</summary>
/// <remarks>
/// The file holds, in this order: eight bytes that say what it is, the number of rounds (600,000, as OWASP's Password Storage Cheat Sheet asks for SHA-256), salt
/// (16 bytes), nonce (12), tag (16), and the names with their secrets as JSON, encrypted. What stands before the tag is authenticated too. A file is read as a
/// whole when it is opened.
/// </remarks>
public static class CredentialFile
{
    private const int Rounds = 600_000;
    private const int MostRounds = 10_000_000;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;
    private const int HeaderBytes = 8 + sizeof(int) + SaltBytes + NonceBytes;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static ReadOnlySpan<byte> Mark => "MSCRED1\n"u8;

    /// <summary>Writes secrets to a file, whole or not at all; one that is there is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">What it will be opened with.</param>
    /// <param name="secrets">The secrets by their names.</param>
    public static void Save(string path, Secret passphrase, IReadOnlyDictionary<string, string> secrets)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(passphrase);
        ArgumentNullException.ThrowIfNull(secrets);
        byte[] plain = ToJson(secrets);
        byte[] file = new byte[HeaderBytes + TagBytes + plain.Length];
        Mark.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Mark.Length), Rounds);
        RandomNumberGenerator.Fill(file.AsSpan(Mark.Length + sizeof(int), SaltBytes + NonceBytes));
        using (AesGcm cipher = CipherOf(file, passphrase))
        {
            cipher.Encrypt(NonceOf(file), plain, file.AsSpan(HeaderBytes + TagBytes), file.AsSpan(HeaderBytes, TagBytes), file.AsSpan(0, HeaderBytes));
        }

        CryptographicOperations.ZeroMemory(plain);
        string fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(file);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">What it was saved with.</param>
    /// <exception cref="FormatException">It is no such file.</exception>
    /// <exception cref="CryptographicException">The passphrase is another one, or the file was altered.</exception>
    public static CredentialSource Open(string path, Secret passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(passphrase);
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < HeaderBytes + TagBytes || !file.AsSpan().StartsWith(Mark) || RoundsOf(file) is < 1 or > MostRounds)
        {
            throw new FormatException($"'{path}' is no file of credentials. Write one with CredentialFile.Save.");
        }

        byte[] plain = new byte[file.Length - HeaderBytes - TagBytes];
        try
        {
            using AesGcm cipher = CipherOf(file, passphrase);
            cipher.Decrypt(NonceOf(file), file.AsSpan(HeaderBytes + TagBytes), file.AsSpan(HeaderBytes, TagBytes), plain, file.AsSpan(0, HeaderBytes));
        }
        catch (AuthenticationTagMismatchException cause)
        {
            throw new CryptographicException($"The credentials in '{path}' cannot be read: the passphrase is another one, or the file was altered.", cause);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(plain);
            return CredentialSource.InMemory(json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] ToJson(IReadOnlyDictionary<string, string> secrets)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach ((string name, string secret) in secrets)
            {
                json.WriteString(name, secret);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static AesGcm CipherOf(ReadOnlySpan<byte> file, Secret passphrase)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        Rfc2898DeriveBytes.Pbkdf2(passphrase.Reveal(), file.Slice(Mark.Length + sizeof(int), SaltBytes), key, RoundsOf(file), HashAlgorithmName.SHA256);
        var cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    private static int RoundsOf(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadInt32LittleEndian(file[Mark.Length..]);

    private static ReadOnlySpan<byte> NonceOf(ReadOnlySpan<byte> file) => file.Slice(HeaderBytes - NonceBytes, NonceBytes);
}
