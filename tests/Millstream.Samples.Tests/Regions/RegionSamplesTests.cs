using System.Globalization;

namespace Millstream.Samples.Regions;

/// <summary>The three programs of Dagger.jl's guide to streaming tasks.</summary>
public sealed class RegionSamplesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Random_numbers_are_printed()
    {
        using StringWriter output = Output();

        await RandomNumbers.Numbers.PrintAsync(count: 10, new Random(2026), output).WaitAsync(Limit, TimeProvider.System);

        Assert.Equal(Expected("RandomNumbers"), output.ToString());
    }

    [Fact]
    public async Task Numbers_are_written_to_files_and_summed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("number-files-test-");
        try
        {
            using StringWriter output = Output();

            await NumberFiles.Files.WriteAsync(folder.FullName, count: 5, seed: 2026, output).WaitAsync(Limit, TimeProvider.System);

            Assert.StartsWith(output.ToString(), Expected("NumberFiles"), StringComparison.Ordinal);
            Assert.Equal(
                ["results_1.txt", "results_2.txt", "results_3.txt", "results_4.txt"],
                folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
            Assert.All(folder.GetFiles(), f => Assert.Equal(5, File.ReadLines(f.FullName).Count()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_task_finishes_when_it_is_lucky()
    {
        using StringWriter output = Output();

        await LuckyDraw.Draw.UntilLuckyAsync(new Random(2026), output).WaitAsync(Limit, TimeProvider.System);

        Assert.Equal(Expected("LuckyDraw"), output.ToString());
    }

    private static StringWriter Output() => new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    private static string Expected(string sample)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Millstream.slnx")))
        {
            directory = directory.Parent;
        }

        return File.ReadAllText(Path.Combine(directory!.FullName, "samples", sample, "expected.txt"));
    }
}
