using System.Globalization;

namespace Millstream.Benchmarks.Harness;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine(IReadOnlyList<BenchmarkCase> Cases, Settings Settings, bool Json, string? Out)
{
    public const string Usage = "[--quick] [--json] [--rounds N] [--out FILE] [CASE...]";

    private const string Command = "dotnet run -c Release --project bench/Millstream.Benchmarks --";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An option or a case is unknown, or an option lacks its value; the message
    /// lists what is valid.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<BenchmarkCase> all)
    {
        bool quick = false;
        bool json = false;
        int? rounds = null;
        string? file = null;
        HashSet<BenchmarkCase> chosen = [];
        for (int at = 0; at < arguments.Count; at++)
        {
            string argument = arguments[at];
            switch (argument)
            {
                case "--quick":
                    quick = true;
                    break;
                case "--json":
                    json = true;
                    break;
                case "--rounds":
                    rounds = Count(Value(arguments, ++at, argument));
                    break;
                case "--out":
                    file = Value(arguments, ++at, argument);
                    break;
                case ['-', ..]:
                    throw new FormatException($"'{argument}' is not an option. Usage: {Usage}");
                default:
                    chosen.UnionWith(Select(argument, all));
                    break;
            }
        }

        // In the catalogue's order whatever the arguments': P1-a must run before P1-b spoils the JIT's profile.
        IReadOnlyList<BenchmarkCase> cases = chosen.Count == 0 ? all : [.. all.Where(chosen.Contains)];
        return new CommandLine(cases, new Settings(quick, rounds ?? (quick ? 3 : 5)), json, file);
    }

    /// <summary>Gives the command that measures this again. The file is left out: its path is nobody else's
    /// business.</summary>
    public string ToCommand(int all)
    {
        List<string> words = [Command];
        if (Settings.Quick)
        {
            words.Add("--quick");
        }

        words.Add(string.Create(CultureInfo.InvariantCulture, $"--rounds {Settings.Rounds}"));
        if (Cases.Count < all)
        {
            words.AddRange(Cases.Select(one => one.Name));
        }

        return string.Join(' ', words);
    }

    private static BenchmarkCase[] Select(string name, IReadOnlyList<BenchmarkCase> all)
    {
        BenchmarkCase[] found =
        [
            .. all.Where(one => name.Equals(one.Name, StringComparison.OrdinalIgnoreCase)
                || name.Equals(one.Group, StringComparison.OrdinalIgnoreCase)),
        ];
        return found.Length > 0 ? found : throw new FormatException(
            $"'{name}' is not a case. Cases: {string.Join(", ", all.Select(one => one.Group).Distinct())}; "
            + $"rows: {string.Join(", ", all.Select(one => one.Name))}.");
    }

    private static string Value(IReadOnlyList<string> arguments, int at, string option) =>
        at < arguments.Count ? arguments[at] : throw new FormatException($"'{option}' needs a value. Usage: {Usage}");

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new FormatException($"'--rounds {text}' is not a number of rounds: 1 or more is. Usage: {Usage}");
}
