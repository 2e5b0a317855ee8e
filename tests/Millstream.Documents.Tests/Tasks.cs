using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Millstream;

namespace Shop;

/// <summary>The tasks that the documents of these tests name.</summary>
public static class Tasks
{
    /// <summary>Gives the numbers from 1 on.</summary>
    [StreamTask(Name = "numbers")]
    public static IEnumerable<int> Numbers(NumbersSettings settings) => Enumerable.Range(settings.First, settings.Count);

    [StreamTask(Name = "square")]
    public static int Square(int x) => x * x;

    [StreamTask(Name = "add")]
    public static int Add(int a, int b = 5) => a + b;

    /// <summary>Adds what the settings say.</summary>
    [StreamTask(Name = "raise")]
    public static int Raise(int x, RaiseSettings settings) => x + settings.By;

    [StreamTask(Name = "total")]
    public static int Total(IReadOnlyList<int> parts) => parts.Sum();

    [StreamTask(Name = "split")]
    public static (int Tens, int Ones) Split(int x) => (x / 10, x % 10);

    [StreamTask(Name = "text.words")]
    public static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Writes items one behind the other.</summary>
    [StreamTask(Name = "join")]
    public static string Join<T>(IReadOnlyList<T> items, JoinSettings settings) => string.Join(settings.Separator, items);

    [StreamTask(Name = "text.length")]
    public static int Length(string text) => text.Length;

    [StreamTask(Name = "text.parse")]
    public static int Parse(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [StreamTask(Name = "json.parse")]
    public static JsonNode? ParseJson(string text) => JsonNode.Parse(text);

    /// <summary>Gives the first items.</summary>
    [StreamTask(Name = "limit")]
    public static async IAsyncEnumerable<T> Limit<T>(IAsyncEnumerable<T> items, LimitSettings settings)
    {
        int left = settings.Count;
        await foreach (T item in items)
        {
            if (left-- == 0)
            {
                yield break;
            }

            yield return item;
        }
    }

    [StreamTask(Name = "mail")]
    public static string Mail(string text, [Credential("smtp")] string key, MailSettings settings) =>
        $"{text} {key} {settings.To.Count} {settings.Wait.TotalSeconds} {settings.Kind}";

    [StreamTask(Name = "film")]
    [return: Port("codec=raw", FromSettings = ["rate"])]
    public static IEnumerable<byte[]> Film(RateSettings settings) => [new byte[settings.Rate]];

    [StreamTask(Name = "show")]
    public static string Show([Port("codec=raw", FromSettings = ["rate"])] byte[] picture, RateSettings settings) => $"{picture.Length} {settings.Rate}";

    [StreamTask(Name = "complain")]
    public static string Complain(DeadLetter e) => $"{e.Item}: {e.Message}";
}

/// <summary>Adds what comes on any number of tracks.</summary>
[StreamTask(Name = "mixer")]
public sealed class Mixer : StreamTask<MixerSettings>
{
    private readonly List<Inlet<int>> _tracks = [];
    private Outlet<int> _sum = null!;

    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        for (int track = 1; track <= Settings.Tracks; track++)
        {
            _tracks.Add(setup.Inlet<int>($"track{track}"));
        }

        _sum = setup.Outlet<int>("sum");
        return Settings.IsSlow ? new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)) : default;
    }

    protected override async Task RunAsync(TaskContext context)
    {
        int sum = 0;
        await foreach (InletSignal signal in context.SignalsAsync([.. _tracks]))
        {
            sum += _tracks.Sum(track => signal.Is(track, out int item) ? item : 0);
        }

        await _sum.EmitAsync(sum);
    }
}

public sealed class MixerSettings
{
    public int Tracks { get; set; } = 2;

    public bool IsSlow { get; set; }
}

public class JoinSettings
{
    public string Separator { get; set; } = ",";
}

public class NumbersSettings
{
    public int First { get; set; } = 1;

    /// <summary>How many.</summary>
    [Range(0, 1000)]
    public int Count { get; set; } = 3;
}

public class RaiseSettings
{
    /// <summary>What is added.</summary>
    [Range(1, 9)]
    public int By { get; set; } = 1;
}

public class RateSettings
{
    public int Rate { get; set; } = 30;
}

public class LimitSettings
{
    public int Count { get; set; } = 2;
}

public enum MailKind
{
    Plain,
    Html,
}

public class MailSettings
{
    public IReadOnlyList<string> To { get; set; } = [];

    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(1);

    public MailKind Kind { get; set; }

    public Credential? Relay { get; set; }

    public string Fixed { get; init; } = "";
}
