// A task that ends itself from the inside, with a result that is not one of its items.
using LuckyDraw;

await Draw.UntilLuckyAsync(new Random(2026), Console.Out);
