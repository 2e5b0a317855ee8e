namespace Millstream.Execution;

/// <summary>How far a stream is of which nobody knows the length, guessed from how many items it has given: 100·(1 − e^(−0.05 n)), rounded, at most 99.</summary>
internal static class StreamProgress
{
    private const int Highest = 99;

    private static readonly byte[] Table = Make();

    /// <summary>Gets after how many items the guess no longer changes.</summary>
    public static int Settled => Table.Length - 1;

    /// <summary>Gives the guess, from 0 to 99.</summary>
    public static int After(long items) => Table[Math.Min(items, Table.Length - 1)];

    private static byte[] Make()
    {
        var table = new List<byte>();
        while (table.Count == 0 || table[^1] < Highest)
        {
            table.Add((byte)Math.Min(Highest, Math.Round(100 * (1 - Math.Exp(-0.05 * table.Count)))));
        }

        return [.. table];
    }
}
