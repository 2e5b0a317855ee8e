using Millstream.General;

namespace Millstream.Docs;

public sealed class GeneralTasksPageTests
{
    [Fact]
    public async Task The_example_gives_what_it_says()
    {
        #region general-first
        TaskDefinition toFahrenheit = await CalculatorDefinitions.Calculator.SetUpAsync(new CalculatorSettings
        {
            Formula = "a * 9 / 5 + 32",
            Tracks = new Dictionary<string, string> { ["a"] = "0" },
        });

        Flow<double> fahrenheit = toFahrenheit.Place([Flow.From(20.0, 36.6)]).Flow<double>();
        Flow<string> texts = fahrenheit.NumberToText(new NumberToTextSettings { Format = "0.0" });

        IReadOnlyList<string> shown = await texts.RunAsync();        // 68.0, 97.9
        #endregion

        Assert.Equal(["68.0", "97.9"], shown);
    }
}
