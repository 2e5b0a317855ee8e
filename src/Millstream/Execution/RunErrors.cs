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
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(Exception error)
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
            return true;
        }
    }
}
