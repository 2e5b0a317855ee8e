using System.Runtime.InteropServices;

namespace GitPulse;

/// <summary>Ctrl-C: the first asks the run to drain, the second ends the program as the system ends it.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _registration;

    public Interruption()
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = !_stopping.IsCancellationRequested;
            _stopping.Cancel();
        });
    }

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _stopping.Dispose();
    }
}
