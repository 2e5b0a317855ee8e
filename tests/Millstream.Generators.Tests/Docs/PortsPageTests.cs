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
