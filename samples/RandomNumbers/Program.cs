// A source and a sink: random numbers, printed. Ten of them, from a seed; without the limit it would go on for ever.
using RandomNumbers;

await Numbers.PrintAsync(count: 10, new Random(2026), Console.Out);
