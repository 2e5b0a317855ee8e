using System.Globalization;

namespace Millstream.Benchmarks.Peers;

/// <summary>Files of requests, about 85 bytes a line, made once for each number of lines; what is in line n is told by n alone.</summary>
internal static class RequestFile
{
    private const int Hosts = 50;

    private static readonly string Folder = Directory.CreateTempSubdirectory("millstream-bench-").FullName;
    private static readonly Dictionary<long, string> Made = [];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE"];
    private static readonly int[] Statuses = [200, 200, 200, 200, 301, 404, 500, 503];

    /// <summary>Gives the file with so many lines, and a header.</summary>
    public static string Of(long lines)
    {
        if (!Made.TryGetValue(lines, out string? path))
        {
            if (Made.Count == 0)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
            }

            Made.Add(lines, path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"requests-{lines}.csv")));
            Write(path, lines);
        }

        return path;
    }

    public static long Checksum(long lines)
    {
        var counts = new long[Hosts];
        var bytes = new long[Hosts];
        for (long n = 0; n < lines; n++)
        {
            ulong chance = Chance(n);
            if (Status(chance) >= 400)
            {
                counts[Host(chance)]++;
                bytes[Host(chance)] += Bytes(chance);
            }
        }

        return Enumerable.Range(0, Hosts).Sum(host => Weigh(Name(host), counts[host], bytes[host]));
    }

    /// <summary>How many of the requests failed.</summary>
    public static long Failures(long lines)
    {
        long count = 0;
        for (long n = 0; n < lines; n++)
        {
            count += Status(Chance(n)) >= 400 ? 1 : 0;
        }

        return count;
    }

    /// <summary>What a group adds to the checksum.</summary>
    public static long Weigh(string host, long count, long bytes) => count == 0 ? 0 : (int.Parse(host.AsSpan(4, 2), CultureInfo.InvariantCulture) + 1) * ((count * 31) + bytes);

    private static void Write(string path, long lines)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine("time,host,method,path,status,bytes,duration");
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (long n = 0; n < lines; n++)
        {
            ulong chance = Chance(n);
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{time.AddMilliseconds(n * 25):yyyy-MM-ddTHH:mm:ss.fffZ},{Name(Host(chance))},{Methods[chance >> 8 & 3]},/items/{chance >> 10 & 0xFFFF}/view,{Status(chance)},{Bytes(chance)},{(chance >> 50) / 16.0:0.00}"));
        }
    }

    // SplitMix64 (doi:10.1145/2714064.2660195).
    private static ulong Chance(long n)
    {
        ulong z = (ulong)n * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static int Host(ulong chance) => (int)(chance % Hosts);

    private static string Name(int host) => string.Create(CultureInfo.InvariantCulture, $"web-{host:00}.example.net");

    private static int Status(ulong chance) => Statuses[chance >> 40 & 7];

    private static int Bytes(ulong chance) => (int)(chance >> 20 & 0xFFFF);
}
