namespace Millstream;

/// <summary>Knows secrets by their names: what the runner supplies, so that no graph holds one.</summary>
/// <remarks>
/// Derive from it for a store of your own. Thread-safe. A run asks once for each name, when it is put together; a source that must go over a network should have
/// fetched what it gives before.
/// </remarks>
public abstract class CredentialSource
{
    /// <summary>Gives the secret of a name; null when this source does not know it.</summary>
    /// <param name="name">The credential's name.</param>
    public Secret? Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return FindCore(name);
    }

    /// <summary>Does what <see cref="Find"/> promises, for a checked name.</summary>
    /// <param name="name">The credential's name.</param>
    protected abstract Secret? FindCore(string name);

    /// <summary>Keeps secrets in memory.</summary>
    /// <param name="secrets">The secrets by their names; copied.</param>
    public static CredentialSource InMemory(IReadOnlyDictionary<string, string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return new MemoryCredentials(secrets.ToDictionary(s => s.Key, s => new Secret(s.Value), StringComparer.Ordinal));
    }

    /// <summary>Reads secrets from the variables of the process's environment, each time anew.</summary>
    /// <param name="prefix">
    /// What a variable's name begins with; behind it comes the credential's name in capitals, with <c>_</c> for what is neither letter nor digit:
    /// <c>MILLSTREAM_CREDENTIAL_SMTP_KEY</c> for <c>smtp-key</c>.
    /// </param>
    public static CredentialSource FromEnvironment(string prefix = "MILLSTREAM_CREDENTIAL_")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new EnvironmentCredentials(prefix);
    }

    /// <summary>Opens an encrypted file; see <see cref="CredentialFile"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">What it was saved with.</param>
    public static CredentialSource FromFile(string path, Secret passphrase) => CredentialFile.Open(path, passphrase);

    /// <summary>Asks several sources, one after the other: the first that knows a name gives its secret.</summary>
    /// <param name="sources">The sources.</param>
    public static CredentialSource Chain(params IReadOnlyList<CredentialSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        foreach (CredentialSource source in sources)
        {
            ArgumentNullException.ThrowIfNull(source, nameof(sources));
        }

        return new ChainedCredentials([.. sources]);
    }

    private sealed class MemoryCredentials(Dictionary<string, Secret> secrets) : CredentialSource
    {
        protected override Secret? FindCore(string name) => secrets.GetValueOrDefault(name);
    }

    private sealed class EnvironmentCredentials(string prefix) : CredentialSource
    {
        protected override Secret? FindCore(string name) =>
            Environment.GetEnvironmentVariable(prefix + VariableOf(name)) is { } secret ? new Secret(secret) : null;

        private static string VariableOf(string name) => string.Create(name.Length, name, static (variable, name) =>
        {
            for (int i = 0; i < name.Length; i++)
            {
                variable[i] = char.IsAsciiLetterOrDigit(name[i]) ? char.ToUpperInvariant(name[i]) : '_';
            }
        });
    }

    private sealed class ChainedCredentials(CredentialSource[] sources) : CredentialSource
    {
        protected override Secret? FindCore(string name)
        {
            foreach (CredentialSource source in sources)
            {
                if (source.Find(name) is { } secret)
                {
                    return secret;
                }
            }

            return null;
        }
    }
}
