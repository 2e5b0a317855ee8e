using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>A writer and readers on real edges, as stages use them, cut into steps for an <see cref="Interleaving"/>.</summary>
internal sealed class EdgeProgram
{
    private readonly Interleaving _order;
    private readonly StepStage _stage;
    private readonly List<ReadingEnd> _ends = [];

    public EdgeProgram(Interleaving order, params IReadOnlyList<EdgeOptions> edges)
    {
        _order = order;
        _stage = new StepStage(order);
        foreach (EdgeOptions options in edges)
        {
            Queues.Add(new ChunkQueue<int>($"edge-{Queues.Count}", options, EdgeOptions.DefaultCapacity));
        }

        Writer = new OutletWriter<int>(TaskScopes.Any, _stage, [.. Queues], isKeptAlive: false);
        _stage.Outlet = Writer;
        order.AfterEachStep = CheckBounds;
    }

    public List<ChunkQueue<int>> Queues { get; } = [];

    public OutletWriter<int> Writer { get; }

    /// <summary>Gets how many items the writer pushed.</summary>
    public int Pushed { get; private set; }

    /// <summary>Gets whether the writer learnt that nobody reads.</summary>
    public bool WasClosed { get; private set; }

    /// <summary>Pushes the numbers from 0 on, in spans, and completes, as a source does.</summary>
    public void Write(int items, int span = int.MaxValue, Exception? error = null) => _order.Start("write", async () =>
    {
        while (Pushed < items)
        {
            int room = Writer.Reserve();
            await _order.Step("write");
            if (room < 0)
            {
                WasClosed = true;
                break;
            }

            if (room == 0)
            {
                Writer.Flush();
                await _order.Step("write");
                await _stage.Signal;
                continue;
            }

            int length = Math.Min(Math.Min(room, span), items - Pushed);
            Writer.Push([.. Enumerable.Range(Pushed, length)]);
            Pushed += length;
            await _order.Step("write");
        }

        Writer.Flush();
        await _order.Step("write");
        Writer.Complete(error);
    });

    /// <summary>Reads to the end, or leaves after some items.</summary>
    public ReadingEnd Read(ChunkQueue<int> queue, int atOnce = int.MaxValue, int leaveAfter = int.MaxValue)
    {
        var end = new ReadingEnd(_order, queue);
        _ends.Add(end);
        _order.Start($"read {_ends.Count}", () => end.RunAsync($"read {_ends.IndexOf(end) + 1}", atOnce, leaveAfter));
        return end;
    }

    private void CheckBounds()
    {
        foreach (ChunkQueue<int> queue in Queues)
        {
            // What the reader has begun is no longer on the edge, though the count of what was delivered follows a step behind.
            Assert.InRange(queue.Statistics().Depth, 0, queue.Capacity + 1);
        }
    }

    /// <summary>What one reader saw.</summary>
    internal sealed class ReadingEnd
    {
        private readonly Interleaving _order;
        private readonly StageSignal _signal;
        private readonly EdgeReader<int> _reader;

        public ReadingEnd(Interleaving order, ChunkQueue<int> queue)
        {
            _order = order;
            var activity = new StageActivity();
            activity.Woken();
            _signal = new StageSignal(order, activity);
            queue.Connect(writer: null, new LateWaker(order, _signal));
            _reader = new EdgeReader<int>(queue, task: null);
        }

        public List<int> Items { get; } = [];

        public bool HasEnded { get; private set; }

        public Exception? Fault { get; private set; }

        public async Task RunAsync(string name, int atOnce, int leaveAfter)
        {
            while (Items.Count < leaveAfter)
            {
                int before = Items.Count;
                Items.AddRange(_reader.Read(Math.Min(atOnce, leaveAfter - before)));
                bool isEnded = Items.Count == before && _reader.IsEnded;
                await _order.Step(name);
                if (isEnded)
                {
                    HasEnded = true;
                    Fault = _reader.Fault;
                    break;
                }

                if (Items.Count == before)
                {
                    await _signal;
                }
            }

            _reader.Leave();
        }
    }

    /// <summary>Delivers a wake-up as a step of its own: between the lock and the wake-up anything may happen.</summary>
    private sealed class LateWaker(Interleaving order, StageSignal signal) : IWaker
    {
        public bool IsOutside => false;

        public void Wake() => order.Later("wake", signal.Set);
    }
}
