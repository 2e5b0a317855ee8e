namespace Millstream.Execution;

/// <summary>What the tasks of a stage keep from call to call, and is disposed with them.</summary>
internal sealed class OwnedObjects
{
    private readonly List<object> _objects = [];
    private int _isDisposed;

    public void Add(object disposable) => _objects.Add(disposable);

    /// <summary>Disposes all of it, the newest first; once. One that throws is told, and the others are still disposed.</summary>
    public async ValueTask DisposeAsync(Action<string> warn)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        for (int i = _objects.Count - 1; i >= 0; i--)
        {
            try
            {
                if (_objects[i] is IAsyncDisposable asynchronous)
                {
                    await asynchronous.DisposeAsync().ConfigureAwait(false);
                }
                else
                {
                    ((IDisposable)_objects[i]).Dispose();
                }
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                warn($"The state {Graphs.TypeName.Of(_objects[i].GetType())} could not be disposed: {cause.Message}");
            }
        }
    }
}
