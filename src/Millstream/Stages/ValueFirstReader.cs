namespace Millstream.Stages;

/// <summary>Reads one value from another inlet, and only then its own: until then it has no items and has not ended.</summary>
internal sealed class ValueFirstReader<T, TValue>(
    TaskScope task, InletReader<T> source, InletReader<TValue> value, ValueCell<TValue> cell, Func<Exception> missing) : InletReader<T>
{
    private bool _hasValue;
    private bool _isEnded;
    private Exception? _fault;

    public override bool IsEnded => _hasValue ? source.IsEnded : _isEnded;

    public override Exception? Fault => _hasValue ? source.Fault : _fault;

    public override int Hand => _hasValue ? source.Hand : 0;

    public override int LongestHand => source.LongestHand;

    public override int Fill() => HasValue() ? source.Fill() : 0;

    public override ReadOnlySpan<T> Read(int max)
    {
        if (!HasValue())
        {
            return default;
        }

        ReadOnlySpan<T> read = source.Read(max);
        Position += read.Length;
        return read;
    }

    public override void GiveBack(int items) => source.GiveBack(items);

    public override void Leave()
    {
        _isEnded = true;
        value.Leave();
        source.Leave();
    }

    public override void Abandon()
    {
        value.Abandon();
        source.Abandon();
    }

    private bool HasValue()
    {
        if (_hasValue || _isEnded)
        {
            return _hasValue;
        }

        ReadOnlySpan<TValue> one = value.Read(1);
        if (!one.IsEmpty)
        {
            cell.Value = one[0];
            _hasValue = true;
            value.Leave();
        }
        else if (value.IsEnded)
        {
            _fault = value.Fault;
            Leave();
            if (_fault is null)
            {
                throw new StageFaultException(task, task.Error(missing(), index: null), downstream: null);
            }
        }

        return _hasValue;
    }
}
