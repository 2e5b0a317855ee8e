using System.Runtime.InteropServices;

namespace Millstream.Cli;

/// <summary>
/// Ctrl-C: the first asks the run to drain, the second to stop (already the first where what is drained would do harm), the next ends the program as the system ends it. What others
/// send to end the program (SIGTERM) asks the run to stop at once. Where no run is there to be asked, the program ends as the system ends it. One that was asked to stop and cannot,
/// because it writes where nobody reads, is left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // A run that stops leaves user code behind after five seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ITimer? _leaving;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isTerminated;
    private volatile bool _isHeard;
    private volatile bool _drains;

    /// <summary>Begins to listen.</summary>
    /// <param name="leave">Ends the program, whatever it does; nothing unless given.</param>
    public Interruption(Action<int>? leave = null)
    {
        _leaving = leave is null ? null : TimeProvider.System.CreateTimer(_ => leave(ExitCode), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Press()),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = Terminate()),
        ];
    }

    /// <summary>Is cancelled at the first.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Is cancelled at the second.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Gets whether anything has asked the run to end.</summary>
    public bool IsInterrupted => _draining.IsCancellationRequested || _stopping.IsCancellationRequested;

    /// <summary>Gets how the program ends that was interrupted.</summary>
    public int ExitCode => _isTerminated ? Cli.ExitCode.Terminated : Cli.ExitCode.Interrupted;

    /// <summary>Says that a run is there that ends when it is asked to.</summary>
    /// <param name="drains">Whether what came until then is worth something; otherwise already the first Ctrl-C stops it.</param>
    public void Hear(bool drains = true)
    {
        _drains = drains;
        _isHeard = true;
    }

    /// <summary>Takes a Ctrl-C.</summary>
    /// <returns>Whether it asked for something; otherwise the program ends.</returns>
    public bool Press()
    {
        if (!_isHeard || _stopping.IsCancellationRequested)
        {
            return false;
        }

        if (_draining.IsCancellationRequested || !_drains)
        {
            Stop();
        }
        else
        {
            _draining.Cancel();
        }

        return true;
    }

    /// <summary>Takes a request to end at once.</summary>
    /// <returns>Whether a run was asked to stop; otherwise the program ends.</returns>
    public bool Terminate()
    {
        if (!_isHeard || _stopping.IsCancellationRequested)
        {
            return false;
        }

        _isTerminated = true;
        Stop();
        return true;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _leaving?.Dispose();
        _draining.Dispose();
        _stopping.Dispose();
    }

    private void Stop()
    {
        _leaving?.Change(Patience, Timeout.InfiniteTimeSpan);
        _stopping.Cancel();
    }
}
