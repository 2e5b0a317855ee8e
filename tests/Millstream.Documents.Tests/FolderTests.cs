using System.Diagnostics;

namespace Millstream.Documents;

/// <summary>Documents under keys in a directory.</summary>
public sealed class FolderTests : IDisposable
{
    private const string Variable = "MILLSTREAM_TEST_FOLDER";
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():n}");

    private static GraphDocument Small => GraphDocument.Parse("nodes: { a: { task: numbers } }");

    private static GraphDocument Large => new("large") { Nodes = [.. Enumerable.Range(0, 3000).Select(i => new DocumentNode($"n{i}", new TaskWork("numbers")))] };

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    [Trait("Proves", "TG-175")]
    public async Task What_is_saved_under_a_key_is_found_and_nothing_under_another()
    {
        var folder = new DocumentFolder(_directory);
        var document = GraphDocument.Parse(RoundTripTests.Everything);
        Assert.Null(await folder.FindAsync("daily"));
        Assert.Empty(folder.Keys);

        await folder.SaveAsync("daily", Small);
        await folder.SaveAsync("daily", document);
        await folder.SaveAsync("other", Small);

        Assert.Equal(document, await folder.FindAsync("daily"));
        Assert.Equal(Small, await folder.FindAsync("other"));
        Assert.Null(await folder.FindAsync("hourly"));
        Assert.Equal(["daily", "other"], folder.Keys);
        Assert.True(folder.Remove("daily"));
        Assert.False(folder.Remove("daily"));
        Assert.Null(await folder.FindAsync("daily"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../daily")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a\0")]
    public async Task A_key_is_a_word(string key)
    {
        var folder = new DocumentFolder(_directory);

        await Assert.ThrowsAsync<ArgumentException>(() => folder.SaveAsync(key, Small));
        await Assert.ThrowsAsync<ArgumentException>(() => folder.FindAsync(key));
    }

    [Fact]
    public async Task A_save_that_is_given_up_leaves_the_old_document_and_nothing_else()
    {
        var folder = new DocumentFolder(_directory);
        await folder.SaveAsync("daily", Small);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folder.SaveAsync("daily", Large, new CancellationToken(canceled: true)));

        Assert.Equal(Small, await folder.FindAsync("daily"));
        Assert.Single(Directory.GetFiles(_directory));
    }

    /// <summary>A process that saves without end is killed, at other moments each time: what is there is one of the two documents, whole.</summary>
    [Fact]
    [Trait("Proves", "TG-175")]
    public async Task A_kill_during_a_save_leaves_a_whole_version()
    {
        var folder = new DocumentFolder(_directory);
        await folder.SaveAsync("daily", Small);
        for (int kill = 0; kill < 4; kill++)
        {
            var start = new ProcessStartInfo(Path.ChangeExtension(typeof(FolderTests).Assembly.Location, null), ["-explicit", "only", "-method", $"{typeof(FolderTests).FullName}.{nameof(Saves_until_it_is_killed)}"])
            {
                RedirectStandardOutput = true,
                Environment = { [Variable] = _directory },
            };
            string begun = Path.Combine(_directory, "begun");
            File.Delete(begun);
            using Process process = Process.Start(start)!;
            try
            {
                while (!File.Exists(begun) && !process.HasExited)
                {
                    await Task.Yield();
                }

                Assert.False(process.HasExited, "The process that saves has ended by itself.");

                // Some saves later: another moment each time.
                for (int saves = 0; saves < 2 + (3 * kill); saves++)
                {
                    DateTime seen = File.GetLastWriteTimeUtc(begun);
                    while (File.GetLastWriteTimeUtc(begun) == seen && !process.HasExited)
                    {
                        await Task.Yield();
                    }
                }

            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Documents.Deadline, TestContext.Current.CancellationToken);
            }

            GraphDocument? left = await folder.FindAsync("daily");
            Assert.True(left == Small || left == Large);
        }
    }

    /// <summary>Run in a process of its own, by the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Saves_until_it_is_killed()
    {
        string directory = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException("Run by another test.");
        var folder = new DocumentFolder(directory);
        GraphDocument[] both = [Small, Large];
        long begun = Environment.TickCount64;
        for (int i = 0; Environment.TickCount64 - begun < Documents.Deadline.TotalMilliseconds; i++)
        {
            await folder.SaveAsync("daily", both[i % 2]);
            await File.WriteAllTextAsync(Path.Combine(directory, "begun"), "yes");
        }
    }
}
