using Millstream;

namespace Shop;

/// <summary>Tasks that give many items, or read live.</summary>
public static class Texts
{
    [StreamTask]
    public static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [StreamTask]
    public static async IAsyncEnumerable<string> LettersAsync(string word)
    {
        foreach (char letter in word)
        {
            await Task.Yield();
            yield return letter.ToString();
        }
    }

    [StreamTask]
    public static async Task<IEnumerable<string>> LaterWords(string text)
    {
        await Task.Yield();
        return text.Split(' ');
    }

    [StreamTask]
    public static async Task<IAsyncEnumerable<string>> LaterLetters(string word)
    {
        await Task.Yield();
        return LettersAsync(word);
    }

    [StreamTask]
    public static IEnumerable<(string Word, int Length)> Measured(string text) => text.Split(' ').Select(w => (w, w.Length));

    [StreamTask]
    public static async IAsyncEnumerable<string> Shout(IAsyncEnumerable<string> words)
    {
        await foreach (string word in words)
        {
            yield return word.ToUpperInvariant();
        }
    }

    [StreamTask]
    public static string Join(IReadOnlyList<string> words) => string.Join(' ', words);

    [StreamTask]
    public static async Task<int> MeasureAsync(IAsyncEnumerable<string> words)
    {
        int count = 0;
        await foreach (string word in words)
        {
            count += word.Length;
        }

        return count;
    }

    [StreamTask]
    public static async IAsyncEnumerable<string> Prefixed(IAsyncEnumerable<string> words, string prefix, IReadOnlyList<string> endings)
    {
        await foreach (string word in words)
        {
            yield return prefix + word + string.Concat(endings);
        }
    }

    [StreamTask]
    public static Step<int> Positive(int x) => x > 0 ? x : Step.Skip();

    [StreamTask]
    public static Task<Step<int>> UntilZeroAsync(int x) => Task.FromResult(x == 0 ? Step<int>.Finish() : x);

    [StreamTask]
    public static IEnumerable<Step<int>> Countdown(int from)
    {
        for (int i = from; i > 0; i--)
        {
            yield return i % 2 == 0 ? i : Step.Skip();
        }

        if (from > 4)
        {
            yield return Step<int>.FinishWith(-1);
            yield return -2;
        }
    }

    [StreamTask]
    public static async IAsyncEnumerable<Step<int>> CountdownLive(IAsyncEnumerable<int> numbers)
    {
        await foreach (int number in numbers)
        {
            yield return number > 0 ? number : Step<int>.Finish();
        }
    }

    [StreamTask]
    public static async IAsyncEnumerable<Step<int>> CountdownLater(int from)
    {
        await Task.Yield();
        foreach (Step<int> step in Countdown(from))
        {
            yield return step;
        }
    }

    [StreamTask]
    public static async IAsyncEnumerable<(int Number, string Text)> Told(IAsyncEnumerable<int> numbers)
    {
        await foreach (int number in numbers)
        {
            yield return (number, $"<{number}>");
        }
    }
}
