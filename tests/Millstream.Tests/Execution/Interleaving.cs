using System.Runtime.CompilerServices;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>One order in which the steps of some actors happen: whichever can go on, one at a time, as a sequence of choices says.</summary>
/// <remarks>
/// Actors are asynchronous methods that await <see cref="Step"/> before each thing that is atomic (what happens under one lock). As scheduler it delivers the wake-ups of
/// stages as steps of their own.
/// </remarks>
internal sealed class Interleaving : StageScheduler
{
    private readonly List<int> _choices;
    private readonly List<int> _counts = [];
    private readonly List<(string Actor, Action GoOn)> _ready = [];
    private readonly List<(string Actor, Task End)> _actors = [];
    private readonly List<string> _trace = [];

    private readonly int _mostDepartures;
    private int _departures;
    private string? _last;

    private Interleaving(List<int> choices, int departures)
    {
        _choices = choices;
        _mostDepartures = departures;
    }

    /// <summary>Gets what is checked after each step.</summary>
    public Action AfterEachStep { get; set; } = static () => { };

    public override bool IsDeterministic => true;

    /// <summary>Runs a program in every order that departs at most so often from the plain one, and says how many there were.</summary>
    /// <remarks>
    /// In the plain order an actor goes on until it waits, and then whoever could go on first does. Few departures find most faults of concurrency
    /// (M. Emmi, S. Qadeer, Z. Rakamarić: Delay-bounded scheduling, doi:10.1145/1926385.1926432).
    /// </remarks>
    /// <param name="departures">How often another than the next in the plain order goes on.</param>
    /// <param name="program">Starts the actors of one order, and gives what is checked at its end.</param>
    public static int Explore(int departures, Func<Interleaving, Action> program)
    {
        var choices = new List<int>();
        for (int orders = 1; ; orders++)
        {
            var one = new Interleaving(choices, departures);
            one.RunToTheEnd(program);
            while (choices.Count > 0 && choices[^1] + 1 >= one._counts[choices.Count - 1])
            {
                choices.RemoveAt(choices.Count - 1);
            }

            if (choices.Count == 0)
            {
                return orders;
            }

            choices[^1]++;
        }
    }

    /// <summary>Runs a program in orders drawn at random, for those that are too many to try.</summary>
    public static void Sample(int orders, int seed, Func<Interleaving, Action> program)
    {
        var random = new Random(seed);
        for (int i = 0; i < orders; i++)
        {
            // Longer than any program here; what is left over is not used.
            var choices = new List<int>(Enumerable.Range(0, 400).Select(_ => random.Next(int.MaxValue)));
            new Interleaving(choices, int.MaxValue).RunToTheEnd(program);
        }
    }

    /// <summary>Starts an actor; its first step is one of those to choose from.</summary>
    public void Start(string actor, Func<Task> body) => _ready.Add((actor, () => _actors.Add((actor, body()))));

    /// <summary>Has something happen at a time of its own, as one step.</summary>
    public void Later(string what, Action action) => _ready.Add((what, action));

    /// <summary>Awaited by an actor before each of its steps.</summary>
    public StepAwaiter Step(string actor) => new(this, actor);

    public override void Schedule(StageSignal signal) => _ready.Add(("wake-up", signal.Continue));

    public override void ScheduleLast(StageSignal signal) => Schedule(signal);

    public override void Spill()
    {
    }

    public override void Run(StageSignal signal) => signal.Continue();

    public override void RunWorker(Action work, bool mayBlock) => _ready.Add(("worker", work));

    private void RunToTheEnd(Func<Interleaving, Action> program)
    {
        try
        {
            Action check = program(this);
            while (_ready.Count > 0)
            {
                GoOn();
                AfterEachStep();
            }

            foreach ((string actor, Task end) in _actors)
            {
                Assert.True(end.IsCompleted, $"'{actor}' waits for ever.");
                if (end.IsFaulted)
                {
                    throw end.Exception.InnerException!;
                }
            }

            check();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\nThe steps were: {string.Join(", ", _trace)}", failure);
        }
    }

    private void GoOn()
    {
        int at = _counts.Count;
        if (at == _choices.Count)
        {
            _choices.Add(0);
        }

        // The actor that ran last comes first in the plain order.
        int last = Math.Max(0, _ready.FindIndex(r => r.Actor == _last));
        int count = _departures < _mostDepartures ? _ready.Count : 1;
        int choice = _choices[at] % count;
        _departures += choice > 0 ? 1 : 0;
        _counts.Add(count);
        int chosen = choice == 0 ? last : choice <= last ? choice - 1 : choice;
        (string actor, Action goOn) = _ready[chosen];
        _ready.RemoveAt(chosen);
        _last = actor;
        _trace.Add(actor);
        goOn();
    }

    internal readonly struct StepAwaiter(Interleaving interleaving, string actor) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public StepAwaiter GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => interleaving._ready.Add((actor, continuation));
    }
}
