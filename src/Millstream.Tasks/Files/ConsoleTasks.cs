using System.Runtime.CompilerServices;
using System.Text;
using Millstream.Data;

namespace Millstream.Files;

/// <summary>Tasks that read standard input and write standard output.</summary>
public static class ConsoleTasks
{
    private const int EnoughCharacters = 16 * 1024;

    /// <summary>
    /// The lines of standard input, without their ends, as they come. It ends where the input ends. What was read before a run cannot be read again: a run that is started anew goes on
    /// behind it. Who writes into the input waits while the tasks behind this one are busy.
    /// </summary>
    [StreamTask(Name = "stdin", IsReplayable = false)]
    [return: Outlet("lines")]
    public static async IAsyncEnumerable<string> ReadInputAsync(StandardInputSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);

        // Not disposed: the input is the process's, and another run may go on with it.
        var lines = new LineReader(StandardInput.Current, settings.MaxLineLength);
        while (await NextAsync().ConfigureAwait(false) is { } line)
        {
            yield return line;
        }

        async ValueTask<string?> NextAsync()
        {
            try
            {
                return await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (UnreadableException cause)
            {
                throw new IOException($"Standard input cannot be read: {cause.Message}", cause);
            }
        }
    }

    /// <summary>
    /// Prints items to standard output, one a line: texts and numbers as they are, everything else as JSON. Items that come together are written together, and nothing is held back
    /// while the next is waited for. What was printed stays printed when the run fails.
    /// </summary>
    /// <param name="items">What is printed.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the printing.</param>
    [StreamTask(Name = "stdout", IsReplayable = false)]
    public static async Task WriteOutputAsync(IAsyncEnumerable<object?> items, StandardOutputSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        var text = new StringBuilder();
        IAsyncEnumerator<object?> all = items.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(false);
        while (true)
        {
            ValueTask<bool> next = all.MoveNextAsync();

            // Before a wait, and before a failure too: what came until then is printed.
            if (text.Length > 0 && (!next.IsCompletedSuccessfully || text.Length >= EnoughCharacters))
            {
                await PrintAsync(text).ConfigureAwait(false);
            }

            if (!await next.ConfigureAwait(false))
            {
                break;
            }

            text.Append(settings.Format == OutputFormat.Json ? Cell.From(all.Current).ToJson() : ItemText.Of(all.Current)).Append('\n');
        }

        await PrintAsync(text).ConfigureAwait(false);
    }

    private static async Task PrintAsync(StringBuilder text)
    {
        await Console.Out.WriteAsync(text.ToString()).ConfigureAwait(false);
        await Console.Out.FlushAsync().ConfigureAwait(false);
        text.Clear();
    }
}
