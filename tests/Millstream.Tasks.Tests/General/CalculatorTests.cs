using Microsoft.Extensions.Logging;

namespace Millstream.General;

[Trait("Proves", "TD-105")]
public sealed class CalculatorTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("2**3**2", "512")]
    [InlineData("2*3**2", "18")]
    [InlineData("1^1", "0")]
    [InlineData("1^0", "1")]
    [InlineData("!0", "1")]
    [InlineData("!1", "0")]
    [InlineData("7 - 2 * 3 + 8 / 4", "3")]
    [InlineData("(7 - 2) * 3 % 4", "3")]
    [InlineData("-2**2", "-4")]
    [InlineData("1 < 2 & 2 <= 2 & 3 > 2 & 3 >= 3 & 1 == 1 & 1 != 2", "1")]
    [InlineData("0 | 1 & 0", "0")]
    [InlineData("2 > 1 ? 10 : 20", "10")]
    [InlineData("sin(0) + cos(0) + tan(0) + asin(0) + acos(1) + atan(0)", "1")]
    [InlineData("sinh(0) + cosh(0) + tanh(0) + asinh(0) + acosh(1) + atanh(0)", "1")]
    [InlineData("log(e) + log2(8) + log10(1000) + exp(0) + sqrt(16)", "12")]
    [InlineData("floor(2.7) + ceil(2.1) + round(2.6) + abs(-4)", "12")]
    [InlineData("min(3, 1, 2) + max(3, 1, 2)", "4")]
    [InlineData("round(pi * 1000) + round(e * 1000)", "5860")]
    public Task Without_tracks_the_value_is_given_once_at_the_start(string formula, string value) =>
        WithAsync(new CalculatorSettings { Formula = formula }, rig =>
        {
            Assert.Equal($"{value}@0 end", rig.Heard());
            return Task.CompletedTask;
        });

    [Fact]
    public Task Each_number_sets_its_variable_and_gives_the_result() => WithAsync(Of("sin(a)+b", ("a", "0"), ("b", "")), async rig =>
    {
        await rig.SayAsync("a", 1, at: 10);
        Assert.Equal("0.8415@10", rig.Heard());
        await rig.SayAsync("b", 2, at: 10);
        Assert.Equal("2.8415@10", rig.Heard());
        await rig.SayAsync("b", 3, at: 10);
        Assert.Equal("3.8415@10", rig.Heard());
    });

    [Fact]
    public Task A_pause_and_its_end_set_a_track_back() => WithAsync(Of("a * 10 + b", ("a", "2"), ("b", "5")), async rig =>
    {
        await rig.SayAsync("a", 7, at: 1);
        Assert.Equal("75@1", rig.Heard());
        await rig.PauseAsync("a");
        await rig.SayAsync("b", 1, at: 1);
        Assert.Equal("21@1", rig.Heard());
        await rig.SayAsync("a", 9, at: 1);
        Assert.Equal("91@1", rig.Heard());
        await rig.ResumeAsync("a");
        await rig.SayAsync("b", 2, at: 1);
        Assert.Equal("22@1", rig.Heard());
        await rig.PauseAsync("a");
        await rig.PauseAsync("b");
        Assert.Equal("paused", rig.Heard());
        await rig.ResumeAsync("b");
        Assert.Equal("resumed", rig.Heard());
    });

    [Fact]
    public Task Where_there_is_no_value_nothing_is_given_and_a_warning_told() => WithAsync(Of("1 / a", ("a", "0")), async rig =>
    {
        await rig.SayAsync("a", 0, at: 1);
        await rig.SayAsync("a", 0, at: 2);
        Assert.Equal("", rig.Heard());
        Assert.Equal(
            [(LogLevel.Warning, "'1 / a' has no value with {\"a\":0}: nothing is given until it has one again.")],
            rig.Log.Entries.Select(e => (e.Level, e.Message)));
        await rig.SayAsync("a", 4, at: 3);
        Assert.Equal("0.25@3", rig.Heard());
    });

    [Theory]
    [InlineData("__init__(1)", "the setting 'Formula' has a fault: ")]
    [InlineData("a + c", "the setting 'Formula' is 'a + c', and there is no track 'c'. There are 'a', 'b'.")]
    [InlineData("a +", "the setting 'Formula' has a fault: ")]
    [InlineData("a.b.__class__", "")]
    public async Task It_is_parsed_and_checked_when_it_is_saved(string formula, string fault)
    {
        CalculatorSettings settings = Of(formula, ("a", "0"), ("b", "0"));

        Assert.Equal(fault.Length > 0, settings.Check().Any());
        if (fault.Length > 0)
        {
            var refused = await Assert.ThrowsAsync<Graphs.GraphConfigurationException>(() => CalculatorDefinitions.Calculator.SetUpAsync(settings, cancellationToken: TestContext.Current.CancellationToken));
            Assert.StartsWith("'calculator': " + fault, Assert.Single(refused.Faults).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tracks_have_names_and_numbers_and_the_result_is_labelled_by_the_formula()
    {
        Assert.Equal(
            [
                "the setting 'Tracks' has the track '1a', which is no name. Use letters, digits and '_', and begin with a letter or '_'.",
                "the setting 'Tracks' has 'x' as the default of the track 'b'. It is a number, as 0 or 2.5.",
                "the setting 'Tracks' has the track '1a', which means something else in a formula. Give it another name.",
                "the setting 'Tracks' has the track 'pi', which means something else in a formula. Give it another name.",
            ],
            Of("1", ("1a", "0"), ("b", "x"), ("pi", "0")).Check());
        TaskDefinition ready = await CalculatorDefinitions.Calculator.SetUpAsync(Of("a + b", ("a", "0"), ("b", "0")), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], ready.Descriptor.Inlets.Select(i => i.Name));
        Assert.Equal("a + b", ready.Descriptor.Outlets[0].Label);
        Assert.Equal(("Calculator", "1"), (ready.Descriptor.Label, new CalculatorSettings().Formula));
    }

    private static CalculatorSettings Of(string formula, params (string Name, string Default)[] tracks) =>
        new() { Formula = formula, Tracks = tracks.ToDictionary(t => t.Name, t => t.Default) };

    private static async Task WithAsync(CalculatorSettings settings, Func<LiveRig, Task> test) =>
        await LiveRig.RunAsync(await CalculatorDefinitions.Calculator.SetUpAsync(settings, cancellationToken: TestContext.Current.CancellationToken), test);
}
