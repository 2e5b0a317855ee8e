using System.Collections;
using static Millstream.RunModes;

namespace Millstream.Stages;

/// <summary>A source that has given many items goes on by a loop of its own: it must give the same.</summary>
public sealed class HotSequenceTests
{
    private const int Many = 250_000;

    [Fact]
    public async Task Whatever_the_enumerator_is_all_items_come_in_order()
    {
        await Gives(Enumerable.Range(0, Many), Iterator(Many, i => i));
        await Gives(Enumerable.Range(0, Many), new LinkedList<int>(Enumerable.Range(0, Many)));
        await Gives(Enumerable.Range(0, Many), Enumerable.Range(0, Many).Select(i => i));
        await Gives(Enumerable.Range(0, Many), Enumerable.Range(0, Many).ToHashSet());
        await Gives(Enumerable.Range(0, Many), new Counting(Many));
        await Gives(Enumerable.Range(0, Many).Select(i => (i, i.ToString(null, null))), Iterator(Many, i => (i, i.ToString(null, null))));
        await Gives(Enumerable.Range(0, Many).Select(i => $"{i}"), Iterator(Many, i => $"{i}"));
        await Gives(Enumerable.Range(0, Many).Select(i => $"{i}"), new Queue<string>(Enumerable.Range(0, Many).Select(i => $"{i}")));
    }

    [Fact]
    public async Task What_is_thrown_late_comes_after_all_items_before_it()
    {
        for (int turn = 0; turn < 2; turn++)
        {
            var (items, error) = await CollectAsync(
                Flow.Iter(Iterator(Many, i => i < Many - 7 ? i : throw new InvalidOperationException("late"))).With(RunOptions.Default)).InTime();

            Assert.Equal(Many - 7, items.Count);
            Assert.Equal("late", error?.InnerException?.Message);
            Assert.Equal(Many - 7, Assert.IsType<TaskFailedException>(error).ItemIndex);
        }
    }

    private static async Task Gives<T>(IEnumerable<T> expected, IEnumerable<T> source)
    {
        // Once by the first loop, once by the one compiled meanwhile.
        for (int turn = 0; turn < 2; turn++)
        {
            Assert.Equal(expected, await Flow.Iter(source).RunAsync().InTime());
        }
    }

    private static IEnumerable<T> Iterator<T>(int count, Func<int, T> item)
    {
        for (int i = 0; i < count; i++)
        {
            yield return item(i);
        }
    }

    /// <summary>Its enumerator is a struct that implements the interface by hidden members.</summary>
    private sealed class Counting(int count) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator() => new Counter(count);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private struct Counter(int count) : IEnumerator<int>
        {
            private int _at = -1;

            readonly int IEnumerator<int>.Current => _at;

            readonly object IEnumerator.Current => _at;

            bool IEnumerator.MoveNext() => ++_at < count;

            void IEnumerator.Reset() => _at = -1;

            readonly void IDisposable.Dispose()
            {
            }
        }
    }
}
