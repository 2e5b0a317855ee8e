namespace Millstream.Files;

/// <summary>Lines that need not be waited for, as a stream: nothing is made for a line but the line.</summary>
/// <param name="lines">Reads them.</param>
internal sealed class LinesAtOnce(IEnumerable<string> lines) : IAsyncEnumerable<string>
{
    public IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Walk(lines.GetEnumerator());

    private sealed class Walk(IEnumerator<string> lines) : IAsyncEnumerator<string>
    {
        public string Current => lines.Current;

        public ValueTask<bool> MoveNextAsync() => new(lines.MoveNext());

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            return default;
        }
    }
}
