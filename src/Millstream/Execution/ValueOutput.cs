namespace Millstream.Execution;

/// <summary>Keeps the last item of an output, which for a flow value is the only one.</summary>
internal sealed class ValueOutput<T>(TaskCreationOptions howToGoOn) : OutputCell<T>(howToGoOn)
{
    private T? _value;
    private bool _hasValue;

    public override object? Value => _hasValue ? _value : null;

    public override bool HasValue => _hasValue;

    public override object Items => _hasValue ? (T[])[_value!] : (T[])[];

    protected override int Available => _hasValue ? 1 : 0;

    protected override void Keep(ReadOnlySpan<T> items)
    {
        _value = items[^1];
        _hasValue = true;
    }

    /// <summary>It is there at the end: until then another may come in its place.</summary>
    protected override int CopyTo(ref T[] span, long position, bool isEnded)
    {
        if (!isEnded || !_hasValue || position > 0)
        {
            return 0;
        }

        span = [_value!];
        return 1;
    }
}
