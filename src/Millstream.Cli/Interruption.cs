using System.Runtime.InteropServices;

namespace Millstream.Cli;

/// <summary>Ctrl-C: the first asks the run to drain, the second to stop, the third ends the program as the system ends it.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _registration;

    public Interruption()
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = Press());
    }

    /// <summary>Is cancelled at the first.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Is cancelled at the second.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes a Ctrl-C.</summary>
    /// <returns>Whether it asked for something; otherwise the program ends.</returns>
    public bool Press()
    {
        if (_stopping.IsCancellationRequested)
        {
            return false;
        }

        (_draining.IsCancellationRequested ? _stopping : _draining).Cancel();
        return true;
    }

    public void Dispose()
    {
        _registration.Dispose();
        _draining.Dispose();
        _stopping.Dispose();
    }
}
