using Millstream;

namespace Shop;

/// <summary>Tasks that give items to their outlets by hand.</summary>
public static class ByHand
{
    [StreamTask]
    public static async Task Sort(IAsyncEnumerable<int> numbers, int pivot, Outlet<int> low, Outlet<string> high)
    {
        await foreach (int number in numbers)
        {
            if (number < pivot)
            {
                await low.EmitAsync(number);
            }
            else
            {
                await high.EmitAsync($"{number}");
            }
        }
    }

    [StreamTask]
    public static async Task Give([Inlet(Name = "unused")] int count, TaskContext context, Outlet<int> text)
    {
        await context.Outlet<int>("text").AttachAsync(Counted(count));
        text.Complete();
    }

    [StreamTask]
    public static async Task FirstThree(Outlet<int> numbers)
    {
        for (int i = 0; i < 3; i++)
        {
            await numbers.EmitAsync(i);
        }
    }

    private static async IAsyncEnumerable<int> Counted(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
