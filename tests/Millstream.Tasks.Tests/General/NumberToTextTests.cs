using System.Globalization;

namespace Millstream.General;

[Trait("Proves", "TD-110")]
public sealed class NumberToTextTests
{
    [Theory]
    [InlineData(2.5, "", "2.5")]
    [InlineData(5, "", "5")]
    [InlineData(-0.1, "", "-0.1")]
    [InlineData(5, "0.00", "5.00")]
    [InlineData(1234.5, "N1", "1,234.5")]
    public async Task It_writes_the_same_in_every_locale(double number, string format, string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string locale in (string[])["de-DE", "ar-SA", "en-US"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(locale);
                Assert.Equal([text], await Flow.From([number]).NumberToText(new NumberToTextSettings { Format = format }).ResultAsync());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_format_that_is_none_is_refused() => Assert.Equal(
        ["'number.to-text': the setting 'Format' is 'Y', which is no format of numbers. Write it as 0.00, N0 or P1."],
        Runs.Refusals(() => Flow.From([1.0]).NumberToText(new NumberToTextSettings { Format = "Y" })));

    [Fact]
    public Task It_passes_a_pause_on() => LiveRig.RunAsync(GeneralTasksDefinitions.NumberToText, async rig =>
    {
        await rig.SayAsync("number", 2.5, at: 4);
        await rig.PauseAsync("number");
        Assert.Equal("2.5@4 paused", rig.Heard());
    });
}
