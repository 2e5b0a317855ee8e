using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millstream;

namespace Shop;

/// <summary>Something that may have an id.</summary>
public sealed record Row(int? Id, string Text);

/// <summary>Tasks whose calls make values piece by piece, and tasks that read them.</summary>
public static class Growing
{
    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static async IAsyncEnumerable<string> Answer(string prompt)
    {
        foreach (string word in prompt.Split(' '))
        {
            await Task.Yield();
            yield return word + ".";
        }
    }

    /// <summary>Fails at a piece <c>!</c>.</summary>
    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<string> Say(string[] pieces)
    {
        foreach (string piece in pieces)
        {
            yield return piece != "!" ? piece : throw new InvalidOperationException("No more words.");
        }
    }

    [StreamTask(Parallel = 2)]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<string> SayBeside(string[] pieces) => pieces;

    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<byte[]> Bytes(byte[][] pieces) => pieces;

    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<List<int>> Lists(int[] numbers) => numbers.Select(n => new List<int> { n });

    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<(string Word, int[] Lengths)> WordsAndLengths(string[] words) => words.Select(w => (w, new[] { w.Length }));

    [StreamTask]
    [return: Outlet(Mode = OutletMode.Append)]
    public static async IAsyncEnumerable<string> Joined(IAsyncEnumerable<int> numbers)
    {
        await foreach (int number in numbers)
        {
            yield return $"{number};";
        }
    }

    [StreamTask]
    [return: Outlet("text", Mode = OutletMode.Append)]
    public static IAsyncEnumerable<string> Written([Service] ChannelReader<string> pieces, CancellationToken token) => pieces.ReadAllAsync(token);

    [StreamTask]
    [return: Outlet("text", Mode = OutletMode.Replace)]
    public static IAsyncEnumerable<string> Rewritten([Service] ChannelReader<string> pieces, CancellationToken token) => pieces.ReadAllAsync(token);

    [StreamTask]
    [return: Outlet("rows", Mode = OutletMode.Update)]
    public static IAsyncEnumerable<IReadOnlyList<Row>> Rows([Service] ChannelReader<Row> rows, CancellationToken token) =>
        rows.ReadAllAsync(token).Select(row => (IReadOnlyList<Row>)[row]);

    [StreamTask]
    [return: Outlet("row", Mode = OutletMode.Update)]
    public static IAsyncEnumerable<Row> OneRow([Service] ChannelReader<Row> rows, CancellationToken token) => rows.ReadAllAsync(token);

    [StreamTask]
    public static async Task WriteAsync(
        string[] lines, [Outlet(Mode = OutletMode.Append)] Outlet<string> code, [Outlet(Mode = OutletMode.Replace)] Outlet<string> lang, Outlet<int> lengths)
    {
        await lang.EmitAsync("es");
        foreach (string line in lines)
        {
            await code.EmitAsync(line);
            await lengths.EmitAsync(line.Length);
        }
    }

    /// <summary>Gets whole values.</summary>
    [StreamTask]
    public static string Same(string text) => text;

    /// <summary>Gets pieces, live.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<string> Live(IAsyncEnumerable<string> pieces, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (string piece in pieces.WithCancellation(token))
        {
            yield return $"<{piece}>";
        }
    }

    /// <summary>Gets pieces, live, with the numbers of their values.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<string> Numbered(IAsyncEnumerable<Piece<string>> pieces)
    {
        await foreach (Piece<string> piece in pieces)
        {
            yield return $"{piece.ValueIndex}:{piece.Item}";
        }
    }

    /// <summary>Gets all pieces.</summary>
    [StreamTask]
    public static string All(IReadOnlyList<string> pieces) => string.Join('|', pieces);

    /// <summary>Gets pieces, a call for each.</summary>
    [StreamTask]
    public static string Each([Inlet(Readiness = Readiness.FirstChunk)] string piece) => $"[{piece}]";

    /// <summary>Gets pieces that can be put behind each other, or whole values.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<string> Appended([Inlet(Mode = OutletMode.Append)] IAsyncEnumerable<string> pieces)
    {
        await foreach (string piece in pieces)
        {
            yield return $"({piece})";
        }
    }

    /// <summary>Gets whole values, when all of them are there.</summary>
    [StreamTask]
    public static string Late([Inlet(Readiness = Readiness.Final)] string text) => text + "!";

    /// <summary>Gets numbers one by one, when all of them are there; tells how many had been made by then.</summary>
    [StreamTask]
    public static int MadeBefore([Inlet(Readiness = Readiness.Final)] int x, [Service] Counted made) => made.Made * 1000 + x;

    /// <summary>Gets all numbers.</summary>
    [StreamTask]
    public static int MadeBeforeAll(IReadOnlyList<int> all, [Service] Counted made) => made.Made * 1000 + all.Sum();

    /// <summary>Makes numbers, and counts them.</summary>
    [StreamTask]
    public static IEnumerable<int> Counting([Service] Counted made)
    {
        for (int i = 1; i <= 20; i++)
        {
            made.Made = i;
            yield return i;
        }
    }
}

/// <summary>How many numbers have been made.</summary>
public sealed class Counted
{
    private volatile int _made;

    public int Made
    {
        get => _made;
        set => _made = value;
    }
}
