namespace Millstream.Documents;

/// <summary>Where the things of a document stand in the text that it was read from.</summary>
internal sealed class SourceMap(string? file)
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    public static SourceMap None { get; } = new(file: null);

    public string? File => file;

    public void Add(string path, Place place) => _places.TryAdd(path, place);

    /// <summary>Gives the place of a path, or of the nearest thing around it.</summary>
    public Place Find(string path)
    {
        for (string at = path; at.Length > 0; at = Around(at))
        {
            if (_places.TryGetValue(at, out Place place))
            {
                return place;
            }
        }

        return _places.GetValueOrDefault("");
    }

    private static string Around(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
}
