using System.Globalization;
using System.Text;

namespace Millstream.Regions;

/// <summary>Section 14: the examples of Dagger.jl's own guide.</summary>
public sealed class GuideTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-170")]
    public async Task Random_numbers_are_printed_until_the_kill()
    {
        var random = new Random(170);
        var log = new Rec<double>();
        var output = new Lines();
        StreamTaskHandle<double> source = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<double> numbers = r.Spawn(() => Logged(random.NextDouble(), log));
            r.Spawn(numbers, x => output.WriteLine(x));
            return numbers;
        });
        await output.HasAsync(100);

        await Deadline.Within(source.KillAsync());
        string[] lines = output.Written;
        await PassAsync(100);

        Assert.Equal(lines, output.Written);
        double[] numbers = [.. lines.Select(Parsed)];
        Assert.All(numbers, x => Assert.InRange(x, 0, Math.BitDecrement(1)));
        Assert.Equal(log.Items.Take(numbers.Length), numbers);
    }

    [Fact]
    [Trait("Proves", "REG-171")]
    public async Task A_second_region_prints_a_contiguous_part()
    {
        var random = new Random(171);
        var log = new Rec<double>();
        var output = new Lines();
        StreamTaskHandle<double> source = await Engine.StreamAsync(r => r.Spawn(async () =>
        {
            await Task.Yield();
            return Logged(random.NextDouble(), log);
        }));
        await PassAsync(50);
        await Engine.StreamAsync(r => r.Spawn(source, x => output.WriteLine(x)));
        await output.HasAsync(100);

        await Deadline.Within(source.KillAsync());

        double[] numbers = [.. output.Written.Select(Parsed)];
        double[] logged = [.. log.Items];
        int start = Array.IndexOf(logged, numbers[0]);
        Assert.True(start >= 0);
        Assert.Equal(logged.Skip(start).Take(numbers.Length), numbers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    [Trait("Proves", "REG-172")]
    public async Task Four_sources_are_written_to_files_and_summed(int capacity)
    {
        using var folder = new TemporaryFolder();
        var output = new Lines();
        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r => Spawn(r, folder.Path, output), tasks: o => o.MaxEvaluations(100), options: new RunOptions { Capacity = capacity });

        await EndedAsync(tasks);

        double[][] files = [.. Enumerable.Range(1, 4).Select(i => File.ReadAllLines(folder.File(i)).Select(Parsed).ToArray())];
        Assert.All(files, f => Assert.Equal(100, f.Length));
        Assert.Equal(
            Enumerable.Range(0, 100).Select(k => files[0][k] + files[1][k] + files[2][k] + files[3][k]), output.Written.Select(Parsed));
        Assert.All(tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [Trait("Proves", "REG-173")]
    public async Task A_kill_ends_all_nine_tasks_and_leaves_whole_lines(int killed)
    {
        using var folder = new TemporaryFolder();
        var output = new Lines();
        StreamTaskHandle[] tasks = await Engine.StreamAsync(r => Spawn(r, folder.Path, output));
        await output.HasAsync(50);

        await Deadline.AtOnce(tasks[killed].KillAsync());

        Assert.All(tasks, t => Assert.Equal(RunStatus.Killed, t.Status));
        for (int i = 1; i <= 4; i++)
        {
            string text = await File.ReadAllTextAsync(folder.File(i));
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length >= output.Written.Length);
            Assert.All(lines, line => Assert.Equal(line, Text(Parsed(line))));
        }
    }

    [Fact]
    [Trait("Proves", "REG-174")]
    public async Task A_task_ends_itself_with_a_result()
    {
        double[] draws = [0.5, 0.2, 0.0005, 0.9];
        int drawn = 0;

        StreamTaskHandle<double> source = await Engine.StreamAsync(r => r.Spawn(() =>
        {
            double x = draws[drawn++];
            return x < 0.001 ? Step<double>.Finish("Finished!") : x;
        }));

        Assert.Equal("Finished!", await Deadline.Within(source.FetchAsync()));
        Assert.Equal(3, drawn);
    }

    [Fact]
    [Trait("Proves", "REG-175")]
    public async Task A_task_with_real_random_numbers_ends_when_one_is_good_enough()
    {
        var draws = new Rec<double>();
        var gate = new Gate();
        StreamTaskHandle<double> source = await Engine.StreamAsync(r => r.Spawn(() =>
        {
            gate.Pass();
            double x = Logged(Random.Shared.NextDouble(), draws);
            return x < 0.001 ? Step<double>.Finish("Finished!") : x;
        }));
        Task<object?> fetched = source.FetchAsync();
        await gate.ReachedAsync();
        Assert.False(fetched.IsCompleted);
        gate.Open();

        Assert.Equal("Finished!", await Deadline.Within(fetched));
        int count = draws.Count;
        await PassAsync(100);
        Assert.Equal(count, draws.Count);
        Assert.True(draws.Items[^1] < 0.001);
        Assert.All(draws.Items.SkipLast(1), x => Assert.True(x >= 0.001));
    }

    private static StreamTaskHandle[] Spawn(Region r, string folder, Lines output)
    {
        StreamTaskHandle<double>[] sources = [.. Enumerable.Range(1, 4).Select(i => r.Spawn(new Random(i).NextDouble))];
        StreamTaskHandle<double>[] written = [.. sources.Select((source, i) => r.Spawn(source, x =>
        {
            File.AppendAllText(Path.Combine(folder, $"results_{i + 1}.txt"), $"{Text(x)}\n");
            return x;
        }))];
        return [.. sources, .. written, r.Spawn(written, numbers => output.WriteLine(numbers[0] + numbers[1] + numbers[2] + numbers[3]))];
    }

    private static double Logged(double number, Rec<double> log)
    {
        log.Add(number);
        return number;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double Parsed(string line) => double.Parse(line, CultureInfo.InvariantCulture);

    /// <summary>A text writer that tells when it has so many lines.</summary>
    private sealed class Lines
    {
        private readonly StringBuilder _text = new();
        private readonly Rec<int> _count = new();

        public string[] Written
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                }
            }
        }

        public void WriteLine(double number)
        {
            lock (_text)
            {
                _text.Append(Text(number)).Append('\n');
            }

            _count.Add(0);
        }

        public Task HasAsync(int count) => _count.HasAsync(count);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("millstream-regions-");

        public string Path => _directory.FullName;

        public string File(int number) => System.IO.Path.Combine(Path, $"results_{number}.txt");

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
