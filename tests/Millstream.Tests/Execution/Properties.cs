using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Millstream.Execution;

/// <summary>Checks what must hold for all cases with many drawn at random, from a seed that is printed.</summary>
/// <remarks>The environment variable <c>MILLSTREAM_SEED</c> brings the cases of a printed seed back.</remarks>
internal static class Properties
{
    private const string Variable = "MILLSTREAM_SEED";

    public static void Hold<T>(int cases, Arbitrary<T> of, Func<T, Task> check)
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out ulong given)
            ? given
            : (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Variable}={seed}");
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(cases)
            .WithStartSize(1)
            .WithEndSize(60)
            .WithQuietOnSuccess(true)
            .WithReplay(new FsCheck.Replay(new Rnd(seed, 2 * (seed % 1_000_000) + 1), null));
        try
        {
            Prop.ForAll(of, check).Check(config);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"To see this again, run with {Variable}={seed}.\n{failure.Message}", failure);
        }
    }
}
