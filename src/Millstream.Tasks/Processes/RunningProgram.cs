using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Millstream.Processes;

/// <summary>A program that runs for a task, and is killed with its children when the task leaves it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    // The clock of the machine, whatever that of the run is: a process does not live by it.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private readonly string _name;
    private readonly Process _process;
    private readonly LastLines _errors = new();
    private readonly Task _reading;
    private readonly CancellationTokenRegistration _killing;
    private Task _dropping = Task.CompletedTask;

    private RunningProgram(string name, Process process, CancellationToken cancellationToken)
    {
        _name = name;
        _process = process;
        _reading = _errors.ReadAsync(process.StandardError);
        _killing = cancellationToken.UnsafeRegister(static program => ((RunningProgram)program!).Kill(), this);
    }

    /// <summary>Gets what the program prints.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Gets what the program reads.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Reads what the program prints, for nobody, so that it does not wait until somebody does.</summary>
    public void DropOutput() => _dropping = new LastLines().ReadAsync(_process.StandardOutput);

    /// <summary>Starts a program.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public static RunningProgram Start(ProcessSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Directory.Length > 0 && !Directory.Exists(settings.Directory))
        {
            throw new IOException($"The program '{settings.Program}' cannot be started: there is no directory '{settings.Directory}'.");
        }

        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(settings.Program, settings.Arguments)
        {
            WorkingDirectory = settings.Directory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        foreach ((string name, string value) in settings.Variables)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            return new RunningProgram(settings.Program, process, cancellationToken);
        }
        catch (Exception cause) when (cause is Win32Exception or IOException)
        {
            process.Dispose();
            string why = cause is Win32Exception system ? new Win32Exception(system.NativeErrorCode).Message : cause.Message;
            throw new IOException($"The program '{settings.Program}' cannot be started: {why}. Give its path, or put it where the system looks for programs.", cause);
        }
    }

    /// <summary>Waits for the end of the program.</summary>
    /// <returns>Null when it went well; else the error that tells how it ended.</returns>
    public async Task<IOException?> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);

        // A child that lives on may hold the outputs open: what came until now is enough then.
        await Task.WhenAny(Task.WhenAll(_reading, _dropping), Task.Delay(Wait, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        string errors = _errors.Text;
        return _process.ExitCode == 0 ? null : new IOException(
            $"The program '{_name}' has ended with exit code {_process.ExitCode}. " + (errors.Length > 0 ? $"The end of its standard error:\n{errors}" : "It wrote nothing to its standard error."));
    }

    public async ValueTask DisposeAsync()
    {
        await _killing.DisposeAsync().ConfigureAwait(false);
        Kill();
        using var tooLong = new CancellationTokenSource(Wait, TimeProvider.System);
        await _process.WaitForExitAsync(tooLong.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception cause) when (cause is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended meanwhile.
        }
    }
}
