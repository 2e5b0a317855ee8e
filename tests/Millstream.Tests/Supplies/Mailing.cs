using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Millstream.Supplies;

/// <summary>Tasks that need secrets and entitlements.</summary>
internal static class Mailing
{
    /// <summary>Signs a letter.</summary>
    /// <param name="letter">What is signed.</param>
    /// <param name="key">What it is signed with.</param>
    [StreamTask]
    public static string Sign(string letter, [Credential("mail")] string key) => $"{letter} signed by {key}";

    [StreamTask]
    public static async Task<string> SealAsync(string letter, [Credential] Secret wax, [Credential] string? ribbon, CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return $"{letter} sealed with {wax.Reveal()} and {ribbon ?? "no"} ribbon, {wax}";
    }

    [StreamTask]
    public static async IAsyncEnumerable<string> Stamp(
        IAsyncEnumerable<string> letters, [Credential] Secret stamp, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (string letter in letters.WithCancellation(token))
        {
            yield return letter + stamp.Reveal();
        }
    }

    [StreamTask]
    public static string Send(string letter, MailSettings settings, TaskContext ctx) => $"{letter} to {settings.Host} with {ctx.Reveal(settings.Key).Reveal()}";

    /// <summary>Says all that it should keep to itself.</summary>
    [StreamTask(Retry = 1)]
    public static string Chatter(string letter, [Credential("mail")] string key, TaskContext ctx)
    {
        ctx.Logger.LogDebug("The key is {Key}.", key);
        var error = new InvalidOperationException($"no {key}");
        using (ctx.Logger.BeginScope("under {Key}", key))
        {
            ctx.Logger.LogError(error, "The letter {Letter} fails.", letter);
        }

        throw new InvalidOperationException($"The key {key} opens nothing.", new FormatException($"It is {key}."));
    }

    [StreamTask]
    [Needs("network:http", "https://api.example.com/**")]
    [Needs("filesystem:read", "/etc/*", IsOptional = true)]
    public static string Fetch(string letter, TaskContext ctx) => $"{letter} {(ctx.IsEntitled("filesystem:read", "/etc/*") ? "with" : "without")} a file";

    [StreamTask]
    [Needs("network:smtp", "{Host}")]
    public static string Post(string letter, MailSettings settings) => $"{letter} to {settings.Host}";

    [StreamTask]
    [Needs("clock")]
    public static int Tick(int x) => x + 1;
}

internal sealed class MailSettings
{
    public string Host { get; set; } = "mail.example.com";

    public Credential Key { get; set; } = new("mail");
}
