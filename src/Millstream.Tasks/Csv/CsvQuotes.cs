namespace Millstream.Csv;

/// <summary>
/// Says whether a record goes on in the next line, by the rules of the reader: a quote opens a cell at its beginning only, and behind the one that closes it nothing opens before the next cell.
/// </summary>
internal sealed class CsvQuotes(char quote, char? comment, bool trims)
{
    private Place _place;

    private enum Place
    {
        Record,
        Cell,
        Bare,
        Quoted,
        Closed,
        Comment,
    }

    /// <summary>Gets whether a quote is open behind what was taken.</summary>
    public bool IsOpen => _place == Place.Quoted;

    /// <summary>Takes the text of a line, which begins a record unless a quote is open.</summary>
    public void Take(ReadOnlySpan<char> line, char delimiter)
    {
        _place = IsOpen ? Place.Quoted : Place.Record;
        foreach (char c in line)
        {
            _place = Next(c, delimiter);
        }
    }

    /// <summary>Takes the text of a record from its beginning on.</summary>
    public void TakeAnew(ReadOnlySpan<char> text, char delimiter)
    {
        _place = Place.Record;
        Take(text, delimiter);
    }

    private Place Next(char c, char delimiter) => _place switch
    {
        Place.Quoted => c == quote ? Place.Closed : Place.Quoted,
        Place.Closed when c == quote => Place.Quoted,
        _ when c is '\r' or '\n' => Place.Record,
        Place.Comment => Place.Comment,
        Place.Record when c == comment => Place.Comment,
        _ when c == delimiter => Place.Cell,
        Place.Record or Place.Cell when c == quote => Place.Quoted,
        Place.Record or Place.Cell when trims && (c is ' ' or '\t') => Place.Cell,
        _ => Place.Bare,
    };
}
