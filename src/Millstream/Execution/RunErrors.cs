namespace Millstream.Execution;

/// <summary>The failures of a run, the one that ended it first.</summary>
internal sealed class RunErrors
{
    private readonly Lock _gate = new();
    private List<Exception>? _errors;

    public IReadOnlyList<Exception> All
    {
        get
        {
            lock (_gate)
            {
                return _errors is null ? [] : [.. _errors];
            }
        }
    }

    /// <summary>
    /// Keeps an error. Of several calls of one task that failed beside each other, the one with the lowest index comes first, as if one call had run after the
    /// other.
    /// </summary>
    /// <param name="error">What failed.</param>
    /// <param name="tell">Is called when the error is new, before another can come: failures are told in the order in which the run takes them.</param>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(Exception error, Action? tell = null)
    {
        lock (_gate)
        {
            _errors ??= [];
            if (_errors.Contains(error))
            {
                return false;
            }

            int at = error is TaskFailedException added
                ? _errors.FindIndex(e => e is TaskFailedException other && other.TaskId == added.TaskId && other.ItemIndex > added.ItemIndex)
                : -1;
            _errors.Insert(at < 0 ? _errors.Count : at, error);
            tell?.Invoke();
            return true;
        }
    }

    /// <summary>Keeps an error that outweighs all others: it is the cause of those.</summary>
    public void Lead(Exception error)
    {
        lock (_gate)
        {
            (_errors ??= []).Insert(0, error);
        }
    }
}
