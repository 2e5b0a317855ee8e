namespace Millstream.Testing;

/// <summary>Says what happens next where several things could. The same choices make the same run.</summary>
internal abstract class Choices
{
    /// <summary>Chooses one of <paramref name="count"/> things, which is 1 or more, by its number from 0.</summary>
    public abstract int Among(int count);

    /// <summary>Chooses whether a stage that could go on lets others go first.</summary>
    public abstract bool EndsTurn();
}

/// <summary>Chooses by a random number generator made from a seed.</summary>
internal sealed class SeededChoices(int seed) : Choices
{
    private readonly Random _random = new(seed);

    public override int Among(int count) => count == 1 ? 0 : _random.Next(count);

    public override bool EndsTurn() => _random.Next(4) == 0;
}
