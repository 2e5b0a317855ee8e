using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Which ports fit by what they say, and what becomes of settings and of the tasks behind.</summary>
public sealed class PortGraphTests
{
    private const string Audio = "content=audio codec=raw";

    private readonly PortGraph _ports = new();

    public PortGraphTests()
    {
        _ports.Add("source", Task("Source") with { Outlets = [Outlet<byte[]>("out", Says(Audio, "rate", "sample_format"))] }, new Sound { Rate = 48000 });
        _ports.Add("meter", Task("Meter") with { Inlets = [Inlet<byte[]>("in", Says(Audio, "rate", "sample_format"))], Outlets = [OutletDescriptor.Of<double>("volume")] });
        _ports.Add("number", new TaskDescriptor("Number") { Outlets = [OutletDescriptor.Of<double>("out")] });
        _ports.Add("text", new TaskDescriptor("Text") { Outlets = [OutletDescriptor.Of<string>("out")] });
        _ports.Add("show", new TaskDescriptor("Show") { Inlets = [InletDescriptor.Of<string>("text")] });
        _ports.Add("calculator", new TaskDescriptor("Calculator") { Inlets = [InletDescriptor.Of<double>("a"), InletDescriptor.Of<double>("b")] });
    }

    [Fact]
    [Trait("Proves", "TD-60")]
    public void A_fixed_field_is_what_it_is()
    {
        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("number.out", "show.text"));
        _ports.Add("film", new TaskDescriptor("Film") { Outlets = [Outlet<byte[]>("out", Says("content=video codec=raw"))] });
        PortRefusal fixedField = Assert.IsType<PortRefusal>(_ports.Connect("film.out", "meter.in"));

        Assert.Equal("'number.out' does not fit 'show.text': content (number, text). 'number.out' is double, 'show.text' needs string.", refusal.Message);
        Assert.Equal(["content (video, audio)"], fixedField.Clashes.Select(c => c.ToString()));
        Assert.Empty(_ports.Edges);
    }

    [Fact]
    [Trait("Proves", "TD-61")]
    public void Labels_and_keys_are_not_compared()
    {
        _ports.Add("a", new TaskDescriptor("A") { Outlets = [Outlet<byte[]>("out", Says("content=audio label=loud key=1"))] });
        _ports.Add("b", new TaskDescriptor("B") { Inlets = [Inlet<byte[]>("in", Says("content=audio label=quiet key=2"))] });

        Assert.Null(_ports.Connect("a.out", "b.in"));
    }

    [Fact]
    [Trait("Proves", "TD-62")]
    public void A_mapped_setting_is_given_while_the_edge_is_there()
    {
        Assert.Equal(32000, _ports.Setting("meter", "rate"));

        Assert.Null(_ports.Connect("source.out", "meter.in"));

        Assert.Equal(48000, _ports.Setting("meter", "Rate"));
        Assert.True(_ports.IsLocked("meter", "rate"));
        var refused = Assert.Throws<GraphConfigurationException>(() => _ports.Set("meter", "rate", 8000));
        Assert.Equal("The setting 'rate' of 'meter' is given by the edge 'source.out->meter.in', and cannot be changed while that is there.", refused.Message);
        _ports.Disconnect("source.out", "meter.in");
        Assert.False(_ports.IsLocked("meter", "rate"));
        Assert.Equal(48000, _ports.Setting("meter", "rate"));
        Assert.Empty(_ports.Set("meter", "rate", 8000).Removed);
        Assert.Equal(8000, _ports.Setting("meter", "rate"));
    }

    [Theory]
    [Trait("Proves", "TD-63")]
    [InlineData("sample_format=u24 rate=48000", "sample_format (u24, s16) because the setting 'SampleFormat' is u24; it must be one of s16, s32, flt")]
    [InlineData("sample_format=flt rate=500000", "rate (500000, 32000) because the setting 'Rate' is 500000; it must be from 8000 to 192000")]
    [InlineData("sample_format=flt rate=44100.5", "rate (44100.5, 32000) because the setting 'Rate' expects a whole number; got '44100.5'")]
    public void A_setting_may_say_no(string fields, string clash)
    {
        _ports.Add("other", new TaskDescriptor("Other") { Outlets = [Outlet<byte[]>("out", Says($"{Audio} {fields}"))] });

        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("other.out", "meter.in"));

        Assert.Equal(clash, Assert.Single(refusal.Clashes).ToString());
        Assert.Equal(("s16", 32000), (_ports.Setting("meter", "sample_format"), _ports.Setting("meter", "rate")));
    }

    [Fact]
    [Trait("Proves", "TD-64")]
    public void A_value_goes_on_to_the_outlets()
    {
        _ports.Add("scaler", Task("Scaler") with { Inlets = [Inlet<byte[]>("in", Says(Audio, "rate", "sample_format"))], Outlets = [Outlet<byte[]>("out", Says(Audio, "rate", "sample_format"))] });

        // The edge behind is there first.
        Assert.Null(_ports.Connect("scaler.out", "meter.in"));
        Assert.Null(_ports.Connect("source.out", "scaler.in"));

        Assert.Equal("48000", _ports.FieldsOf("scaler.out")["rate"]);
        Assert.Equal(48000, _ports.Setting("meter", "rate"));
    }

    [Fact]
    [Trait("Proves", "TD-65")]
    public void A_field_that_the_inlet_does_not_know_is_refused()
    {
        _ports.Add("plain", new TaskDescriptor("Plain") { Inlets = [Inlet<byte[]>("in", Says(Audio) with { Ignores = ["sample_format"] })] });
        _ports.Add("idle", new TaskDescriptor("Idle") { Inlets = [Inlet<byte[]>("in", Says(Audio) with { Ignores = ["sample_format", "rate"] })] });
        _ports.Add("repeater", Repeater<double>());

        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("source.out", "plain.in"));

        Assert.Equal("'source.out' does not fit 'plain.in': rate (48000, none).", refusal.Message);
        Assert.Null(_ports.Connect("source.out", "idle.in"));
        Assert.Null(_ports.Connect("number.out", "repeater.in"));
        Assert.Equal("10", _ports.FieldsOf("repeater.out")["rate"]);
        Assert.Null(_ports.Connect("repeater.out", "calculator.a"));
    }

    [Fact]
    [Trait("Proves", "TD-66")]
    public void A_mirrored_inlet_gives_its_fields_on_and_a_free_one_takes_any()
    {
        _ports.Add("repeater", Repeater<object>());
        _ports.Add("detector", new TaskDescriptor("Detector") { Inlets = [Inlet<object>("in", new PortDescription { IsFree = true })], Outlets = [OutletDescriptor.Of<double>("signal")] });

        Assert.Null(_ports.Connect("text.out", "repeater.in"));
        Assert.Null(_ports.Connect("source.out", "detector.in"));

        Assert.Equal("content=text rate=10 type=ts", _ports.FieldsOf("repeater.out").ToString());
        Assert.Equal("content=number type=ts", _ports.FieldsOf("detector.signal").ToString());
    }

    [Fact]
    [Trait("Proves", "TD-67")]
    public void A_setting_that_another_edge_gives_is_locked()
    {
        _ports.Add("slow", Task("Slow") with { Outlets = [Outlet<byte[]>("out", Says(Audio, "rate", "sample_format"))] });
        _ports.Add("mixer", Task("Mixer") with { Inlets = [Inlet<byte[]>("one", Says(Audio, "rate", "sample_format")), Inlet<byte[]>("two", Says(Audio, "rate", "sample_format"))] });
        Assert.Null(_ports.Connect("slow.out", "mixer.one"));

        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("source.out", "mixer.two"));

        Assert.Equal("rate (48000, 32000) because 'slow.out->mixer.one' gives the setting 'rate' another value", Assert.Single(refusal.Clashes).ToString());
        Assert.Equal(["slow.out->mixer.one"], _ports.Edges);
        Assert.Equal(32000, _ports.Setting("mixer", "rate"));
    }

    [Fact]
    public void An_inlet_has_one_source_and_an_outlet_any_number_of_inlets()
    {
        _ports.Add("list", new TaskDescriptor("List") { Inlets = [InletDescriptor.Of<double>("all", InletKind.List)] });
        Assert.Null(_ports.Connect("number.out", "calculator.a"));
        Assert.Null(_ports.Connect("number.out", "calculator.b"));

        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("meter.volume", "calculator.a"));

        Assert.StartsWith("'calculator.a' is already connected, by 'number.out->calculator.a'.", refusal.Message, StringComparison.Ordinal);
        Assert.Null(_ports.Connect("number.out", "list.all"));
        Assert.Null(_ports.Connect("meter.volume", "list.all"));
    }

    [Fact]
    [Trait("Proves", "TD-69")]
    public void A_change_upstream_takes_away_what_does_not_fit_any_more()
    {
        _ports.Add("fixed", new TaskDescriptor("Fixed") { Inlets = [Inlet<byte[]>("in", Says($"{Audio} rate=48000 sample_format=s16"))] });
        Assert.Null(_ports.Connect("source.out", "meter.in"));
        Assert.Null(_ports.Connect("source.out", "fixed.in"));

        PortChange change = _ports.Set("source", "rate", 44100);

        Assert.Equal(["'source.out' does not fit 'fixed.in': rate (44100, 48000)."], change.Removed.Select(r => r.Message));
        Assert.Equal(["source.out->meter.in"], _ports.Edges);
        Assert.Equal(44100, _ports.Setting("meter", "rate"));
        change.Undo();
        Assert.Equal(["source.out->meter.in", "source.out->fixed.in"], _ports.Edges);
        Assert.Equal((48000, 48000), (_ports.Setting("source", "rate"), _ports.Setting("meter", "rate")));
    }

    [Fact]
    public void An_edge_that_cannot_be_carried_to_the_end_changes_nothing()
    {
        _ports.Add("scaler", Task("Scaler") with { Inlets = [Inlet<byte[]>("in", Says(Audio, "rate", "sample_format"))], Outlets = [Outlet<byte[]>("out", Says(Audio, "rate", "sample_format"))] });
        _ports.Add("fixed", new TaskDescriptor("Fixed") { Inlets = [Inlet<byte[]>("in", Says($"{Audio} rate=32000 sample_format=s16"))] });
        Assert.Null(_ports.Connect("scaler.out", "fixed.in"));

        PortRefusal refusal = Assert.IsType<PortRefusal>(_ports.Connect("source.out", "scaler.in"));

        Assert.Equal("'scaler.out' does not fit 'fixed.in': rate (48000, 32000).", refusal.Message);
        Assert.Equal(32000, _ports.Setting("scaler", "rate"));
        Assert.Equal(["scaler.out->fixed.in"], _ports.Edges);
    }

    [Fact]
    public void Fields_are_read_and_written()
    {
        PortFields fields = PortFields.Parse(" b=2  a=1 ");

        Assert.Equal("a=1 b=2", fields.ToString());
        Assert.Equal(PortFields.Parse("a=1 b=2"), fields);
        Assert.Equal(PortFields.Parse("a=1 b=2").GetHashCode(), fields.GetHashCode());
        Assert.Equal("a=1 b=3 c=4", fields.With(PortFields.Parse("b=3 c=4")).ToString());
        Assert.Equal("'c' in 'a=1 c' is no field. Write each once, as name=value, with spaces between them.", Assert.Throws<FormatException>(() => PortFields.Parse("a=1 c")).Message);
        Assert.Throws<FormatException>(() => PortFields.Parse("a=1 a=2"));
    }

    private static TaskDescriptor Repeater<T>() => new("Repeater")
    {
        Inlets = [InletDescriptor.Of<T>("in")],
        Outlets = [Outlet<T>("out", new PortDescription { Mirrors = "in", FromSettings = [new("rate", "Rate")] })],
        Settings = [SettingDescriptor.Of<Repeating, int>("Rate", 10, s => s.Rate, (s, v) => s.Rate = v)],
        NewSettings = () => new Repeating(),
    };

    private static TaskDescriptor Task(string name) => new(name)
    {
        Settings =
        [
            SettingDescriptor.Of<Sound, int>("Rate", 32000, s => s.Rate, (s, v) => s.Rate = v) with { Minimum = 8000, Maximum = 192000 },
            SettingDescriptor.Of<Sound, string>("SampleFormat", "s16", s => s.SampleFormat, (s, v) => s.SampleFormat = v) with { Choices = ["s16", "s32", "flt"] },
        ],
        NewSettings = () => new Sound(),
    };

    private static PortDescription Says(string fields, params string[] settings) =>
        new() { Fields = PortFields.Parse(fields), FromSettings = [.. settings.Select(s => new SettingField(s, s))] };

    private static InletDescriptor Inlet<T>(string name, PortDescription says) => InletDescriptor.Of<T>(name) with { Description = says };

    private static OutletDescriptor Outlet<T>(string name, PortDescription says) => OutletDescriptor.Of<T>(name) with { Description = says };

    private sealed class Sound
    {
        public int Rate { get; set; } = 32000;

        public string SampleFormat { get; set; } = "s16";
    }

    private sealed class Repeating
    {
        public int Rate { get; set; } = 10;
    }
}
