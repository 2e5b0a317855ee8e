using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Film;
using Millstream;
using Millstream.Graphs;
using Talk;

namespace Millstream.Generators.Docs
{
    /// <summary>The code of docs/ports.md.</summary>
    public sealed class PortsPageTests
    {
        [Fact]
        public async Task A_reply_is_read_in_pieces_and_whole()
        {
            var g = new GraphBuilder("talk");

            #region ports-read
            FlowValue<string> reply = g.Reply("How are you?");
            Flow<string> shown = g.Show(reply);                    // Show(IAsyncEnumerable<string> words): word by word
            FlowValue<int> length = g.Length(reply);               // Length(string text): the whole text
            #endregion

            var options = new RunOptions { Services = new ServiceTable().Add<IModel>(new Echo()) };
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), options);

            Assert.Equal(["<How>", "<are>", "<you?>"], await run.ResultAsync(shown).WaitAsync(Runs.Deadline));
            Assert.Equal(10, await run.ResultAsync(length).WaitAsync(Runs.Deadline));

            #region ports-peek
            string? soFar = run.Peek<string>("Reply.out");
            #endregion

            Assert.Equal("Howareyou?", soFar);
        }

        [Fact]
        public async Task Transforms_stand_on_the_way()
        {
            #region ports-transforms
            Flow<string> loud = Flow.From("a", "b").Through(Transforms.Uppercase);               // A, B

            Transform<string, string> shout = Transform.Of("shout", (string text) => text + "!");
            TransformCatalogue catalogue = TransformCatalogue.BuiltIn.With(TransformKind.Of(shout));
            Transform chain = catalogue.Make("truncate", ("length", 3)).Then(catalogue.Make("shout"));
            #endregion

            Assert.Equal(["A", "B"], await loud.ResultAsync());
            Assert.Equal(("truncate | shout", typeof(string)), (chain.Id, chain.OutputType));
        }

        [Fact]
        public async Task Pictures_fit_or_are_refused()
        {
            var g = new GraphBuilder("pictures");

            #region ports-refused
            Flow<byte[]> pictures = g.Camera(new CameraSettings { Rate = 60 }, id: "camera");
            g.Describe(pictures);                                   // its rate becomes 60
            g.Store(pictures, id: "store");                         // Store(byte[] bytes) says nothing of videos

            GraphConfigurationException refusal = Assert.Throws<GraphConfigurationException>(() => g.Build());
            // 'camera.out' does not fit 'store.bytes': codec (raw, none), content (video, none), rate (60, none), width (1280, none).
            #endregion

            Assert.Equal("'camera.out' does not fit 'store.bytes': codec (raw, none), content (video, none), rate (60, none), width (1280, none).", refusal.Message);
            Assert.Equal(
                ["1280 bytes, 60 a second"],
                await PicturesPlacing.Camera(new CameraSettings { Rate = 60 }).Describe().ResultAsync());
        }

        [Fact]
        public void Settings_have_a_schema()
        {
            #region ports-schema
            JsonObject schema = PicturesDefinitions.Camera.Descriptor.SettingsSchema();
            // {"type":"object","title":"Camera","properties":{
            //    "rate":{"type":"integer","title":"Rate","description":"Pictures a second.","default":30,"minimum":1,"maximum":240,"unit":"/s"},
            //    "width":{"type":"integer","title":"Width","default":1280}},"additionalProperties":false}
            #endregion

            Assert.Equal(
                """
                {"type":"object","title":"Camera","properties":{
                "rate":{"type":"integer","title":"Rate","description":"Pictures a second.","default":30,"minimum":1,"maximum":240,"unit":"/s"},
                "width":{"type":"integer","title":"Width","default":1280}},"additionalProperties":false}
                """.ReplaceLineEndings(""),
                schema.ToJsonString());
        }

        private sealed class Echo : IModel
        {
            public IAsyncEnumerable<string> WriteAsync(string prompt) => prompt.Split(' ').ToAsyncEnumerable();
        }
    }
}

namespace Talk
{
    /// <summary>What writes replies.</summary>
    public interface IModel
    {
        /// <summary>Writes a reply, word by word.</summary>
        IAsyncEnumerable<string> WriteAsync(string prompt);
    }

    /// <summary>The tasks of docs/ports.md.</summary>
    public static class Talking
    {
        #region ports-append
        /// <summary>Writes a reply, word by word.</summary>
        [StreamTask]
        [return: Outlet(Mode = OutletMode.Append)]
        public static async IAsyncEnumerable<string> Reply(string prompt, [Service] IModel model)
        {
            await foreach (string word in model.WriteAsync(prompt))
            {
                yield return word;
            }
        }
        #endregion

        [StreamTask]
        public static async IAsyncEnumerable<string> Show(IAsyncEnumerable<string> words)
        {
            await foreach (string word in words)
            {
                yield return $"<{word}>";
            }
        }

        [StreamTask]
        public static int Length(string text) => text.Length;
    }
}

namespace Film
{
    #region ports-metadata
    /// <summary>How pictures are taken.</summary>
    public class CameraSettings
    {
        /// <summary>Pictures a second.</summary>
        [Unit("/s"), Range(1, 240)]
        public int Rate { get; set; } = 30;

        public int Width { get; set; } = 1280;
    }

    public static class Pictures
    {
        [StreamTask]
        [return: Port("content=video codec=raw", FromSettings = ["rate", "width"])]
        public static IEnumerable<byte[]> Camera(CameraSettings config) => [new byte[config.Width]];

        [StreamTask]
        public static string Describe([Port("content=video codec=raw", FromSettings = ["rate", "width"])] byte[] picture, CameraSettings config) =>
            $"{picture.Length} bytes, {config.Rate} a second";
    }
    #endregion

    /// <summary>The other tasks of docs/ports.md.</summary>
    public static class Storing
    {
        [StreamTask]
        public static void Store(byte[] bytes) => _ = bytes.Length;
    }
}
