namespace Millstream.Supplies;

/// <summary>The secrets of a run and of those inside it: each is asked for once, and taken out of whatever the run tells.</summary>
/// <remarks>Thread-safe: <c>_gate</c> guards the answers. Texts shorter than four characters are not taken out: they stand in too many words.</remarks>
internal sealed class RunSecrets(CredentialSource? source)
{
    private const int ShortestRedacted = 4;
    private const string Shown = "***";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Secret?> _byName = new(StringComparer.Ordinal);

    /// <summary>What is taken out, the longest first: one secret may be part of another.</summary>
    private volatile string[] _texts = [];

    public bool HasSource => source is not null;

    public Secret? Find(string name)
    {
        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out Secret? secret))
            {
                secret = source?.Find(name);
                _byName.Add(name, secret);
                if (secret?.Reveal() is { Length: >= ShortestRedacted } text)
                {
                    _texts = [.. _texts.Append(text).Distinct().OrderByDescending(t => t.Length)];
                }
            }

            return secret;
        }
    }

    public bool IsIn(string text) => Array.Exists(_texts, secret => text.Contains(secret, StringComparison.Ordinal));

    public string Redact(string text)
    {
        foreach (string secret in _texts)
        {
            text = text.Replace(secret, Shown, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Gives an error in whose text there is no secret: the same one, if there is none in it.</summary>
    public Exception Redact(Exception error)
    {
        string text = error.ToString();
        return IsIn(text) ? new RedactedException(error.GetType().Name, Redact(error.Message), Redact(text)) : error;
    }
}
