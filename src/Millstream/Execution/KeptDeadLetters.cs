namespace Millstream.Execution;

/// <summary>The dead letters that a run keeps: the newest, in the order in which they came.</summary>
internal sealed class KeptDeadLetters(Action<string> warn)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private Queue<DeadLetter>? _letters;
    private bool _hasLost;

    public IReadOnlyList<DeadLetter> All
    {
        get
        {
            lock (_gate)
            {
                return _letters is null ? [] : [.. _letters];
            }
        }
    }

    public void Add(DeadLetter letter)
    {
        bool isFirstLost = false;
        lock (_gate)
        {
            _letters ??= new Queue<DeadLetter>();
            if (_letters.Count == Most)
            {
                _letters.Dequeue();
                isFirstLost = !_hasLost;
                _hasLost = true;
            }

            _letters.Enqueue(letter);
        }

        if (isFirstLost)
        {
            warn($"More than {Most} dead letters: the oldest are no longer kept.");
        }
    }
}
