namespace Millstream;

public sealed class FirstTests
{
    [Fact]
    public void True_is_true() => Assert.True(true);
}
