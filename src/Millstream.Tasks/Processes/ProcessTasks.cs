using System.Runtime.CompilerServices;
using Millstream.Files;

namespace Millstream.Processes;

/// <summary>Tasks that run programs: their output as items, items as their input.</summary>
public static class ProcessTasks
{
    /// <summary>
    /// The lines that a program prints, without their ends, as they come. The program is started with each run, without a shell, and has an empty standard input. It ends where its
    /// output ends; an exit code other than 0 then fails the task, with the code and the last lines of standard error. Position: none, each run starts it anew. Guarantee: every line
    /// once, in order. Back-pressure: nothing is read ahead but a buffer, so the program waits in its own writing. When the run ends earlier, or nobody reads any more, it is killed
    /// with its children.
    /// </summary>
    [StreamTask(Name = "process.lines", IsReplayable = false)]
    [Needs("process", "{Program}")]
    [return: Outlet("lines")]
    public static async IAsyncEnumerable<string> ReadProcessAsync(ProcessLinesSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RunningProgram program = RunningProgram.Start(settings, cancellationToken);
        await using ConfiguredAsyncDisposable ending = program.ConfigureAwait(false);
        program.Input.Close();
        using var lines = new LineReader(program.Output, settings.MaxLineLength);
        while (await NextAsync().ConfigureAwait(false) is { } line)
        {
            yield return line;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (await program.EndAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw failure;
        }

        async ValueTask<string?> NextAsync()
        {
            try
            {
                return await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (UnreadableException cause)
            {
                throw new IOException($"The output of '{settings.Program}' cannot be read: {cause.Message}", cause);
            }
        }
    }

    /// <summary>
    /// Writes items to the standard input of a program, one a line: texts as they are, numbers as they are written, everything else as JSON. The program is started with the run, without
    /// a shell; what it prints is left unread. Its input is closed behind the last item, and the task ends when the program has: an exit code other than 0 fails it, with the code and the
    /// last lines of standard error, and so does a program that ends before the items do. Position: none. Guarantee: each item is written once; what the program made of those before a
    /// failure stays. Back-pressure: waits while the program does not read. A run that ends earlier kills it with its children.
    /// </summary>
    /// <param name="items">What is written.</param>
    /// <param name="settings">Which program.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    [StreamTask(Name = "process.write", IsReplayable = false)]
    [Needs("process", "{Program}")]
    public static async Task WriteProcessAsync(IAsyncEnumerable<object?> items, ProcessWriteSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        RunningProgram program = RunningProgram.Start(settings, cancellationToken);
        await using ConfiguredAsyncDisposable ending = program.ConfigureAwait(false);
        program.DropOutput();
        long written = 0;
        IAsyncEnumerator<object?> all = items.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(false);
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                await program.Input.WriteAsync(string.Concat(ItemText.Of(all.Current), "\n").AsMemory(), cancellationToken).ConfigureAwait(false);
                written++;
            }

            program.Input.Close();
        }
        catch (IOException cause) when (!cancellationToken.IsCancellationRequested && cause is not EarlyEnd)
        {
            // A broken pipe: the program reads no more, most often because it has ended.
            throw await program.EndAsync(cancellationToken).ConfigureAwait(false)
                ?? new IOException($"The program '{settings.Program}' has ended with exit code 0 before it had read all items: it took at most {written}.", cause);
        }
        catch (EarlyEnd cause)
        {
            throw cause.InnerException!;
        }

        if (await program.EndAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw failure;
        }

        // What is waiting for the program is written before the next item is waited for.
        async ValueTask<bool> NextAsync()
        {
            ValueTask<bool> next = all.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await program.Input.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            try
            {
                return await next.ConfigureAwait(false);
            }
            catch (IOException cause)
            {
                // Of whoever makes the items, not of the program.
                throw new EarlyEnd(cause);
            }
        }
    }

    private sealed class EarlyEnd(IOException cause) : IOException(cause.Message, cause);
}
