namespace Millstream.Stages;

/// <summary>The release rule, step by step: an item is written as its inlet and its time, <c>a@100</c>.</summary>
public sealed class ReleaseRuleTests
{
    [Fact]
    [Trait("Proves", "TD-50")]
    public void Unseen_inlets_do_not_block()
    {
        var rule = new Steps("ab");

        Assert.Equal("a@100", rule.Send("a@100"));
    }

    [Fact]
    [Trait("Proves", "TD-51")]
    public void Items_are_held_until_all_inlets_have_come_as_far()
    {
        var rule = new Steps("ab");

        Assert.Equal("a@100", rule.Send("a@100"));
        Assert.Equal("", rule.Send("b@200"));
        Assert.Equal("a@150", rule.Send("a@150"));
        Assert.Equal("b@200", rule.Send("a@250"));
        Assert.Equal("a@250", rule.Send("b@260"));
        Assert.Equal(1, rule.Rule.Held);
    }

    [Fact]
    [Trait("Proves", "TD-52")]
    public void An_equal_item_is_kept_an_older_one_dropped_and_the_first_of_an_inlet_never()
    {
        var rule = new Steps("ab");
        foreach (string sent in (string[])["a@100", "b@200", "a@150", "a@250", "b@260"])
        {
            rule.Send(sent);
        }

        Assert.Equal("a@250", rule.Send("a@250"));
        Assert.Equal(0, rule.Rule.Dropped);
        Assert.Equal("", rule.Send("a@240"));
        Assert.Equal(1, rule.Rule.Dropped);

        var other = new Steps("ab");
        Assert.Equal("a@100", other.Send("a@100"));
        Assert.Equal(0, other.Rule.Late);
        Assert.Equal("b@50", other.Send("b@50"));
        Assert.Equal((1, 0), (other.Rule.Late, other.Rule.Dropped));
    }

    [Fact]
    [Trait("Proves", "TD-53")]
    public void Nobody_waits_for_a_paused_inlet_and_one_that_goes_on_is_where_the_others_are()
    {
        var rule = new Steps("ab");
        Assert.Equal("a@100", rule.Send("a@100"));
        Assert.Equal("", rule.Send("b@200"));

        rule.Rule.Pause(0);
        Assert.Equal("b@200", rule.Released());

        rule.Rule.Resume(0);
        Assert.Equal("", rule.Send("a@150"));
        Assert.Equal(1, rule.Rule.Dropped);
        Assert.Equal("", rule.Send("b@300"));
        Assert.Equal("a@299", rule.Send("a@299"));
        Assert.Equal("b@300 a@300", rule.Send("a@300"));
    }

    [Fact]
    [Trait("Proves", "TD-53")]
    public void Nobody_waits_for_an_inlet_that_has_ended()
    {
        var rule = new Steps("ab");
        rule.Send("a@100");
        Assert.Equal("", rule.Send("b@200"));

        rule.Rule.End(0);

        Assert.Equal("b@200", rule.Released());
        Assert.Equal("b@900", rule.Send("b@900"));
    }

    [Fact]
    public void A_silent_inlet_can_be_left_out_until_its_next_item()
    {
        var rule = new Steps("ci");
        rule.Send("c@100");
        Assert.Equal("", rule.Send("i@150") + rule.Send("i@200") + rule.Send("i@250"));
        Assert.Equal([0], rule.Rule.Awaited());

        rule.Rule.Stall(0);
        Assert.Equal("i@150 i@200 i@250", rule.Released());

        Assert.Equal("", rule.Send("c@260"));
        Assert.Equal("c@260 i@260", rule.Send("i@260"));
        Assert.Equal("", rule.Send("i@300"));
        Assert.Equal([0], rule.Rule.Awaited());
    }

    [Fact]
    [Trait("Proves", "TD-55")]
    public void Items_go_as_far_as_the_control_has_come()
    {
        var rule = new Steps("ci");
        rule.Send("c@100");
        Assert.Equal("", rule.Send("i@150") + rule.Send("i@200") + rule.Send("i@250"));

        Assert.Equal("i@150 i@200 c@220", rule.Send("c@220"));
        rule.Rule.Pause(0);
        Assert.Equal("i@250", rule.Released());
    }

    [Theory]
    [InlineData("i@10", "c@10")]
    [InlineData("c@10", "i@10")]
    [Trait("Proves", "TD-56")]
    public void Of_equal_times_the_inlet_of_higher_priority_goes_first(string first, string second)
    {
        var rule = new Steps("ci", 1, 0);
        Assert.Equal("c@5", rule.Send("c@5"));
        Assert.Equal("i@5", rule.Send("i@5"));

        Assert.Equal("", rule.Send(first));
        Assert.Equal("c@10 i@10", rule.Send(second));
    }

    [Fact]
    public void Of_equal_times_and_priorities_what_came_first_goes_first()
    {
        var rule = new Steps("ab");
        rule.Send("a@5");
        rule.Send("b@5");

        Assert.Equal("", rule.Send("b@10"));
        Assert.Equal("b@10 a@10", rule.Send("a@10"));
    }

    [Fact]
    [Trait("Proves", "TD-57")]
    public void Many_items_on_three_inlets_come_out_in_order()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var rule = new Steps("abc");
            var all = new List<string>();
            for (int time = 0; time < 97; time++)
            {
                all.Add(rule.Send($"{"abc"[random.Next(3)]}@{time}"));
            }

            all.AddRange("abc".Select(inlet => rule.Send($"{inlet}@97")));
            long[] times = [.. all.SelectMany(released => released.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(item => long.Parse(item[2..], null))];

            Assert.Equal(Enumerable.Range(0, 97).Select(t => (long)t), times[..97]);
            Assert.All(times[97..], time => Assert.Equal(97, time));
            Assert.Equal((0, 0), (rule.Rule.Dropped, rule.Rule.Late));
        }
    }

    /// <summary>Sends items to a rule, and tells what it released then.</summary>
    private sealed class Steps(string inlets, params int[] priorities)
    {
        public ReleaseRule Rule { get; } = new(priorities.Length == 0 ? new int[inlets.Length] : priorities);

        public string Send(string item)
        {
            Rule.Arrive(inlets.IndexOf(item[0]), long.Parse(item[2..], null));
            return Released();
        }

        public string Released()
        {
            var released = new List<string>();
            while (Rule.TryRelease(out int inlet, out long time))
            {
                released.Add($"{inlets[inlet]}@{time}");
            }

            return string.Join(' ', released);
        }
    }
}
