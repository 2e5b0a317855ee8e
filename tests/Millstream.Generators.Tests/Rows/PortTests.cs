using System.Globalization;
using Millstream.Generators.Compiling;
using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>What ports say besides their types, and that two which are joined say the same.</summary>
public sealed class PortTests
{
    private const string Video = "codec=raw content=video height=720 pixel_format=bgr24 rate=30 type=ts width=1280";

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TD-14")]
    public async Task Pictures_become_redder(bool fuse, int capacity)
    {
        TaskDescriptor redden = MediaDefinitions.Redden.Descriptor;
        var ports = new PortGraph();
        ports.Add("r", redden);

        Assert.Equal([[10, 20, 120], [0, 0, 255]], await Flow.From<byte[]>([10, 20, 100], [0, 0, 250]).Redden().ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal((30, 1280, 720, 1.2), (ports.Setting("r", "rate"), ports.Setting("r", "width"), ports.Setting("r", "height"), ports.Setting("r", "scale")));
        Assert.Equal(Video, ports.FieldsOf("r.picture").ToString());
        Assert.Equal(Video, ports.FieldsOf("r.out").ToString());
        Assert.Equal(["rate", "width", "height"], redden.Outlets[0].Description.FromSettings.Select(f => f.Field));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task An_edge_gives_settings_what_the_outlet_says(bool fuse, int capacity)
    {
        var g = new GraphBuilder("pictures");
        var camera = new PictureSettings { Rate = 60, Width = 640 };
        var own = new RednessSettings { Scale = 2 };
        FlowOutcome text = g.Depict(g.Redden(g.Film(camera), own));

        string[] seen = [.. await g.RunAsync((Flow<string>)text, Runs.Mode(fuse, capacity))];

        Assert.Equal(["6 bytes, 60 a second, 640x720"], seen);
        Assert.Equal((30, 1280), (own.Rate, own.Width));
    }

    [Fact]
    public void A_graph_whose_ports_do_not_fit_is_refused_with_every_field()
    {
        var g = new GraphBuilder("pictures");
        Flow<byte[]> pictures = g.Film(new PictureSettings { Rate = 30 }, id: "c");
        g.Plain(pictures, id: "p");
        g.Anything(pictures, id: "a");
        g.Plain(g.Passing(pictures, id: "m"), id: "q");

        GraphFault[] faults = [.. Assert.Throws<GraphConfigurationException>(g.Build).Faults];

        Assert.All(faults, fault => Assert.Equal(FaultKind.PortMismatch, fault.Kind));
        Assert.Equal(
            [
                "'c.out' does not fit 'p.bytes': codec (raw, none), content (video, none), height (720, none), pixel_format (bgr24, none), rate (30, none), width (1280, none).",
                "'m.out' does not fit 'q.bytes': codec (raw, none), content (video, none), height (720, none), pixel_format (bgr24, none), rate (30, none), width (1280, none).",
            ],
            faults.Select(f => f.Message));
        var chain = Assert.Throws<GraphConfigurationException>(() => MediaPlacing.Film(new PictureSettings { Rate = 30 }).Plain().Build());
        Assert.StartsWith("'Film.out' does not fit 'Plain.bytes': codec (raw, none)", chain.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TD-04")]
    public void Labels_are_names_in_words_unless_set()
    {
        Assert.Equal("My Adder", MediaDefinitions.my_adder.Descriptor.Label);
        Assert.Equal("My Adder", new TaskDescriptor("MyAdder").Label);
        Assert.Equal("The other side", ArithmeticDefinitions.Negate.Descriptor.Label);
        Assert.Equal("first name", InletDescriptor.Of<string>("firstName").Label);
        Assert.Equal("the first one", MediaDefinitions.Sides.Descriptor.Inlets[0].Label);
        Assert.Equal(["sum", "diff"], ArithmeticDefinitions.Both.Descriptor.Outlets.Select(o => o.Label));
        Assert.Equal(["the left one", "right"], MediaDefinitions.Sides.Descriptor.Outlets.Select(o => o.Label));
        Assert.Equal("output", ArithmeticDefinitions.Square.Descriptor.Outlets[0].Label);
    }

    [Fact]
    [Trait("Proves", "TD-05")]
    public void Types_tell_what_ports_say()
    {
        TaskDescriptor task = MediaDefinitions.my_adder.Descriptor;

        Assert.Equal(
            ["content=boolean type=ts", "content=object:Row type=ts", "content=number type=ts", "type=ts", "content=object:DayOfWeek type=ts"],
            task.Inlets.Select(i => i.Fields.ToString()));
        Assert.Equal("content=text type=ts", task.Outlets[0].Fields.ToString());
        Assert.All(
            [
                InletDescriptor.Of<sbyte>("x"), InletDescriptor.Of<byte>("x"), InletDescriptor.Of<short>("x"), InletDescriptor.Of<ushort>("x"), InletDescriptor.Of<int>("x"),
                InletDescriptor.Of<uint>("x"), InletDescriptor.Of<long>("x"), InletDescriptor.Of<ulong>("x"), InletDescriptor.Of<float>("x"), InletDescriptor.Of<double>("x"),
                InletDescriptor.Of<decimal>("x"),
            ],
            number => Assert.Equal("content=number type=ts", number.Fields.ToString()));
        Assert.Empty(SourcesDefinitions.Print.Descriptor.Outlets);
        Assert.Equal(
            ["MST002 (2,51)", "MST002 (3,53)"],
            Compiler.FaultsOf("public static class T {\n[StreamTask] public static int Call(Func<int> f) => f();\n[StreamTask] public static unsafe int Read(int* p) => *p; }")
                .Select(f => $"{f.Id} ({f.Location.GetLineSpan().StartLinePosition.Line.ToString(CultureInfo.InvariantCulture)},{f.Location.GetLineSpan().StartLinePosition.Character + 5})"));
    }

    [Fact]
    [Trait("Proves", "TD-06")]
    public void Properties_of_a_config_are_settings()
    {
        ValueList<SettingDescriptor> settings = MediaDefinitions.Form.Descriptor.Settings;

        Assert.Equal(["Question", "SampleFormat", "Channels", "Delay", "Day", "IsLoud", "Wait", "Seed", "Tags"], settings.Select(s => s.Name));
        Assert.Equal(("Why?", "s16", 2, DayOfWeek.Friday), (settings[0].Default, settings[1].Default, settings[2].Default, settings[4].Default));
        Assert.Equal((0, 1000, "ms"), (settings[3].Minimum, settings[3].Maximum, settings[3].Unit));
        Assert.Equal(["s16", "s32", "flt"], settings[1].Choices);
        Assert.Equal("What is asked.", settings[0].Documentation);
        var refused = Assert.Throws<GraphConfigurationException>(() => Flow.From(1).Form(new FormSettings { SampleFormat = "u24", Channels = 3 }));
        Assert.Equal(
            ["'Form': the setting 'SampleFormat' is u24; it must be one of s16, s32, flt.", "'Form': the setting 'Channels' is 3; it must be one of 1, 2, 6."],
            refused.Faults.Select(f => f.Message));
        Assert.Equal(
            "MST004",
            Assert.Single(Compiler.FaultsOf("public class Size(int w) { public int W { get; set; } = w; } public static class T { [StreamTask] public static int Cut(int x, Size config) => x; }")).Id);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-90")]
    public async Task Formats_narrow(bool fuse, int capacity)
    {
        RunOptions options = Runs.Mode(fuse, capacity);

        Assert.Equal(["model:text"], await Flow.From(1).TextModel().UseModel().ResultAsync(options));
        Assert.Equal(["model:text", "model:text:short"], await Flow.From("model:text", "model:text:short").AnyModel().UseTextModel().ResultAsync(options));
        var wrong = await Assert.ThrowsAsync<ItemFormatException>(() => Flow.From("model:text", "model:image").AnyModel().UseTextModel().ResultAsync(options));
        Assert.Equal("The inlet 'UseTextModel.model' needs items of the format 'model:text', and got one of the format 'model:image'.", wrong.Message);
        var refused = Assert.Throws<GraphConfigurationException>(() => Flow.From(1).TextModel().UseImage().Build());
        Assert.Equal("'TextModel.out' does not fit 'UseImage.model': format (model:text, image).", refused.Message);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-92")]
    public async Task A_transform_is_called_for_each_item_or_for_the_whole_value(bool fuse, int capacity)
    {
        int calls = 0;
        Transform<string, string> uppercase = Transform.Of("uppercase", (string text) =>
        {
            Interlocked.Increment(ref calls);
            return text.ToUpperInvariant();
        });
        string[] pieces = ["Hello", " ", "world"];

        Assert.Equal(["A", "B"], await Flow.From("a", "b").Through(uppercase).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(2, calls);
        Assert.Equal("HELLO WORLD", await Flow.Value(pieces).Say().Through(uppercase).Same().ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Settings_have_a_schema()
    {
        string schema = MediaDefinitions.Form.Descriptor.SettingsSchema().ToJsonString();

        Assert.Equal(
            """
            {"type":"object","title":"Form","properties":{
            "question":{"type":"string","title":"The question","description":"What is asked.","default":"Why?","format":"multiline"},
            "sampleFormat":{"type":"string","title":"Sample Format","default":"s16","enum":["s16","s32","flt"]},
            "channels":{"type":"integer","title":"Channels","default":2,"enum":[1,2,6]},
            "delay":{"type":["integer","null"],"title":"Delay","default":null,"minimum":0,"maximum":1000,"unit":"ms"},
            "day":{"type":"string","enum":["sunday","monday","tuesday","wednesday","thursday","friday","saturday"],"title":"Day","default":"friday"},
            "isLoud":{"type":"boolean","title":"Is Loud","default":false},
            "wait":{"type":"string","format":"duration","title":"Wait","default":"00:00:02"},
            "seed":{"type":"integer","title":"Seed","default":7,"hidden":true},
            "tags":{"type":"array","items":{"type":"string"},"title":"Tags","default":["a"]}},"additionalProperties":false}
            """.ReplaceLineEndings(""),
            schema);
    }

    [Fact]
    public void A_descriptor_is_json()
    {
        Assert.Equal(
            """
            {"name":"Square","label":"Square","version":"1","inlets":[{"name":"x","label":"x","type":"int","reads":"item","isRequired":true,
            "fields":{"content":"number","type":"ts"},"schema":{"type":"integer"},"documentation":"What is squared."}],
            "outlets":[{"name":"out","label":"output","type":"int","mode":"items","fields":{"content":"number","type":"ts"},"schema":{"type":"integer"}}],
            "settings":{"type":"object","title":"Square","properties":{},"additionalProperties":false},"documentation":"Squares a x, as Pow would."}
            """.ReplaceLineEndings(""),
            ArithmeticDefinitions.Square.Descriptor.ToJson().ToJsonString());
        Assert.Equal(
            """{"rate":"rate","width":"width","height":"height"}""",
            MediaDefinitions.Redden.Descriptor.ToJson()["inlets"]![0]!["fromSettings"]!.ToJsonString());
        Assert.Equal("append", GrowingDefinitions.Say.Descriptor.ToJson()["outlets"]![0]!["mode"]!.GetValue<string>());
        Assert.Equal(5, ArithmeticDefinitions.Add.Descriptor.ToJson()["inlets"]![1]!["default"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_service_may_be_missing_where_its_parameter_may_be_null()
    {
        Assert.Equal(["Hi Ann"], await Flow.From("Ann").Greet().ResultAsync());
        var services = new ServiceTable().Add(new Greeting("Hello ")).Add(new Greeting("!"), "end");
        Assert.Equal(["Hello Ann!"], await Flow.From("Ann").Greet().ResultAsync(new RunOptions { Services = services }));
    }
}
