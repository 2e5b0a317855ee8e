namespace Millstream.Architecture;

internal static class Faults
{
    /// <summary>Fails and says every fault whole, where the framework's assertion would cut all of them short.</summary>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, $"{all.Count} fault(s):\n{string.Join('\n', all)}");
    }
}
