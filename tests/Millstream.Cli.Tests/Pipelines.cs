namespace Millstream.Cli.Tests;

/// <summary>Tasks that the tests run by their names.</summary>
public static class Pipelines
{
    /// <summary>The sum of the doubles of the first numbers.</summary>
    /// <param name="n">How many numbers.</param>
    /// <param name="offset">What is added.</param>
    /// <param name="loud">Whether the sum is shown ten times as large.</param>
    /// <param name="tag">What the sum is called.</param>
    /// <param name="extra">Numbers that are added too.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    [StreamTask(Name = "doubles")]
    public static async Task<long> DoublesAsync(
        int n = 10, int offset = 0, bool loud = false, string? tag = null, int[]? extra = null, CancellationToken cancellationToken = default) =>
        (tag is null ? 0 : 1000 * tag.Length) + (extra?.Sum() ?? 0) + ((loud ? 10 : 1) * await Flow.Range(0, n).Then(x => 2L * x).Reduce((sum, x) => sum + x, (long)offset).RunAsync(cancellationToken));

    /// <summary>What the task was given.</summary>
    [StreamTask(Name = "given")]
    public static string Given(string? tag = null, int[]? extra = null) => $"{tag ?? "null"} [{string.Join(',', extra ?? [])}]";

    /// <summary>The square of a number.
    /// Of a whole one.</summary>
    /// <param name="x">The number.</param>
    [StreamTask]
    public static int Square(int x) => x * x;

    /// <summary>Numbers from 0 on.</summary>
    [StreamTask(Name = "numbers")]
    public static IEnumerable<int> Numbers(NumbersSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Enumerable.Range(0, settings.Count);
    }

    /// <summary>Fails on a number.</summary>
    [StreamTask(Name = "picky")]
    public static int Picky(int x) => x == 3 ? throw new InvalidOperationException("three is too many") : x;

    /// <summary>Fails with signs that JSON for web pages escapes.</summary>
    [StreamTask(Name = "loud")]
    public static int Loud() => throw new InvalidOperationException("a > b, é & <c>");

    /// <summary>Numbers without an end; leaves a file when it is disposed.</summary>
    [StreamTask(Name = "endless")]
    public static async IAsyncEnumerable<int> EndlessAsync(EndlessSettings settings, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            await File.WriteAllTextAsync(settings.Path + ".started", "", cancellationToken);
            for (int i = 0; ; i++)
            {
                yield return i;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            await File.WriteAllTextAsync(settings.Path + ".disposed", "", CancellationToken.None);
        }
    }

    /// <summary>Waits until it is told to end; leaves a file when it has begun.</summary>
    [StreamTask(Name = "stubborn")]
    public static async Task<int> StubbornAsync(int x, EndlessSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await File.WriteAllTextAsync(settings.Path + ".started", "", cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return x;
    }

    /// <summary>Gives texts, but slowly; leaves a file when it has begun.</summary>
    [StreamTask(Name = "slowly")]
    public static async Task<string> SlowlyAsync(string text, EndlessSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await File.WriteAllTextAsync(settings.Path + ".started", "", cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        return text;
    }

    /// <summary>Says some lines, piece by piece.</summary>
    [StreamTask(Name = "chatter")]
    [return: Outlet(Mode = OutletMode.Append)]
    public static IEnumerable<string> Chatter()
    {
        for (int i = 1; i <= 10; i++)
        {
            yield return $"line ";
            yield return $"{i}\n";
        }

        yield return "the end";
    }

    /// <summary>Sends a text.</summary>
    [StreamTask(Name = "send")]
    public static string Send(string text, [Credential("mail")] Secret key, SendSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return $"{text} to {settings.To}";
    }
}

/// <summary>How many numbers.</summary>
public sealed class NumbersSettings
{
    /// <summary>Gets or sets how many.</summary>
    public int Count { get; set; } = 3;
}

/// <summary>Where files are left.</summary>
public sealed class EndlessSettings
{
    /// <summary>Gets or sets the path before <c>.started</c> and <c>.disposed</c>.</summary>
    public string Path { get; set; } = "";
}

/// <summary>How something is sent.</summary>
public sealed class SendSettings
{
    /// <summary>Gets or sets to whom.</summary>
    public string To { get; set; } = "nobody";
}
