namespace Millstream.Folders;

/// <summary>Word of what changes in a folder that may be removed and made anew: the system listens to a folder, and not to its name.</summary>
/// <remarks>The folder above tells when another takes the name; where it cannot, or goes itself, only <see cref="Renew"/> sees it. For one who reads; what is called is called by threads of the system.</remarks>
internal sealed class LastingNews : IDisposable
{
    private readonly string _root;
    private readonly Func<FolderNews> _listen;
    private readonly Action _lost;
    private FolderNews? _news;
    private FolderNews? _above;

    /// <summary>When the folder was made that is listened to, which tells it from another of its name; null while there is none.</summary>
    private DateTime? _made;

    /// <summary>Set by the system's threads when another folder may have taken the name.</summary>
    private int _isNamedAnew;

    /// <inheritdoc cref="FolderNews(string, string, string, bool, Action{string, bool}, Action)"/>
    public LastingNews(string root, string shown, string pattern, bool isRecursive, Action<string, bool> told, Action lost)
    {
        _root = Path.TrimEndingDirectorySeparator(root);
        _lost = lost;
        _listen = () => new FolderNews(root, shown, pattern, isRecursive, told, lost);
        try
        {
            // Above first: what becomes of the folder from now on is told.
            _above = ListenAbove();
            _made = Made();
            _news = _listen();
        }
        catch
        {
            _above?.Dispose();
            throw;
        }
    }

    /// <summary>Listens to the folder that has the name now. To be called before anybody looks into it: what comes later is told.</summary>
    /// <exception cref="IOException">It cannot be watched.</exception>
    public void Renew()
    {
        if (Interlocked.Exchange(ref _isNamedAnew, 0) == 0 && Made() == _made)
        {
            return;
        }

        Dispose();
        (_news, _above) = (null, ListenAbove());
        _made = Made();
        try
        {
            _news = _made is null ? null : _listen();
        }
        catch (IOException) when (Made() != _made)
        {
            // It went meanwhile; the next of its name may be there already.
            _made = null;
            LoseRoot();
        }
    }

    public void Dispose()
    {
        _news?.Dispose();
        _above?.Dispose();
    }

    private DateTime? Made() => Directory.Exists(_root) ? Directory.GetCreationTimeUtc(_root) : null;

    private FolderNews? ListenAbove()
    {
        try
        {
            return Path.GetDirectoryName(_root) is { } above && Directory.Exists(above)
                ? new FolderNews(above, above, Path.GetFileName(_root), isRecursive: false, TellOfRoot, LoseRoot)
                : null;
        }
        catch (IOException)
        {
            // It may be watched by nobody, and there may be too many watches: a help, and no more.
            return null;
        }
    }

    private void TellOfRoot(string path, bool isNamedAnew)
    {
        if (isNamedAnew && path.Equals(_root, StringComparison.OrdinalIgnoreCase))
        {
            LoseRoot();
        }
    }

    private void LoseRoot()
    {
        Interlocked.Exchange(ref _isNamedAnew, 1);
        _lost();
    }
}
