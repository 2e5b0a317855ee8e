using System.Globalization;
using System.Text;
using Millstream.Files;

namespace Millstream.Http;

/// <summary>Reads server-sent events (HTML, 9.2.6).</summary>
/// <remarks>The framework's parser keeps an event of any length, and says nothing of a server's remarks, which tell that the connection lives.</remarks>
/// <param name="body">The bytes.</param>
/// <param name="maxLength">How many characters an event may have.</param>
/// <param name="lastId">The id of the event before.</param>
/// <param name="heard">Called for each line.</param>
internal sealed class EventReader(Stream body, int maxLength, string lastId, Action heard) : IDisposable
{
    private readonly LineReader _lines = new(new StreamReader(body, Encoding.UTF8), maxLength, "maxLength");
    private readonly StringBuilder _data = new();
    private string _type = "";
    private string _id = lastId;

    /// <summary>Gets the id of the event that was read last, or of one before it that had one.</summary>
    public string LastId { get; private set; } = lastId;

    /// <summary>Gets how long the server wants to be left alone when the connection is gone; null when it does not say.</summary>
    public TimeSpan? Retry { get; private set; }

    /// <summary>Gives the next event; null when there are no more. One that is not complete then is none.</summary>
    /// <exception cref="UnreadableException">It is too long.</exception>
    public async ValueTask<ServerEvent?> NextAsync(CancellationToken cancellationToken)
    {
        while (await _lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            heard();
            if (line.Length > 0)
            {
                Take(line);
                continue;
            }

            LastId = _id;
            (string type, _type) = (_type, "");
            if (_data.Length > 0)
            {
                // Behind the last line there is a line feed, which is none of the data.
                string data = _data.ToString(0, _data.Length - 1);
                _data.Clear();
                return new ServerEvent(type.Length > 0 ? type : "message", LastId, data);
            }
        }

        return null;
    }

    public void Dispose() => _lines.Dispose();

    private void Take(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> field = colon < 0 ? line : line.AsSpan(0, colon), value = colon < 0 ? default : line.AsSpan(colon + 1);
        value = value is [' ', .. var rest] ? rest : value;
        switch (field)
        {
            case "data":
                if (_data.Length + value.Length > maxLength)
                {
                    throw new UnreadableException($"an event has more than {maxLength} characters. Set 'maxLength' higher where events are that long.");
                }

                _data.Append(value).Append('\n');
                break;
            case "event":
                _type = value.ToString();
                break;
            case "id" when !value.Contains('\0'):
                _id = value.ToString();
                break;
            case "retry" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds):
                Retry = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 100, (long)TimeSpan.FromDays(1).TotalMilliseconds));
                break;
        }
    }
}
