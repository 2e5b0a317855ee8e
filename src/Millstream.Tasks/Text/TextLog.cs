using Microsoft.Extensions.Logging;

namespace Millstream.Text;

/// <summary>What the tasks of texts log.</summary>
internal static partial class TextLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Looking for '{Pattern}' in a text of {Length} characters took too long: it counts as no match. Write the pattern without back references and looking around.")]
    public static partial void MatchTookTooLong(ILogger logger, string pattern, int length);
}
