using System.Diagnostics;

namespace Millstream.Cli.Tests;

/// <summary>The tool and the packages as a user gets them: packed, installed from a folder, without this repository.</summary>
[Trait("Category", "Long")]
public sealed class PackageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Millstream => Path.Combine(_folder.Path, "tool", "millstream");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_tool_installs_and_runs_and_its_new_project_builds_on_the_packages()
    {
        await InstallAsync();
        string text = _folder.File("a.txt", "to be or not to be");

        Assert.Equal("{\"words\":[{\"word\":\"be\",\"count\":2}]}\n", await RunAsync(Millstream, "run", "word-count", "--path", text, "--top", "1", "--json"));

        string project = Path.Combine(_folder.Path, "Mine");
        await RunAsync(Millstream, "new", "project", project);
        await RunAsync("dotnet", "build", project, "-v", "q", "--nologo");
        string assembly = Path.Combine(project, "bin", "Debug", "net10.0", "Mine.dll");
        Assert.Equal("\"HI\"\n", await RunAsync(Millstream, "run", Path.Combine(project, "shout.yaml"), "--tasks", assembly, "--text", "hi"));

        // The shell's own words: what it has typed, and where the cursor stands.
        string completed = await RunAsync(
            "bash",
            "-c",
            $"""
            export PATH="{Path.GetDirectoryName(Millstream)}:$PATH"
            source <(millstream completion bash)
            COMP_LINE="millstream run word-c"; COMP_POINT=${"{#COMP_LINE}"}; COMP_WORDS=(millstream run word-c); COMP_CWORD=2
            _millstream
            echo "${"{COMPREPLY[*]}"}"
            """);
        Assert.Equal("word-count word-count-tree\n", completed);
    }

    /// <summary>Packs what was built, and installs it from there; what it needs besides is in the folder of packages that this build was restored to.</summary>
    private async Task InstallAsync()
    {
        string feed = Path.Combine(_folder.Path, "feed");
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.File(
            "nuget.config",
            "<configuration>",
            $"<config><add key=\"globalPackagesFolder\" value=\"{Path.Combine(_folder.Path, "packages")}\" /></config>",
            $"<packageSources><clear /><add key=\"feed\" value=\"{feed}\" /></packageSources>",
            $"<fallbackPackageFolders><clear /><add key=\"restored\" value=\"{packages}\" /></fallbackPackageFolders>",
            "</configuration>");
        foreach (string project in new[] { "Millstream", "Millstream.Cli" })
        {
            await RunAsync("dotnet", "pack", Path.Combine(Cli.Sources, "src", project), "--no-build", "-c", "Debug", "-o", feed, "-v", "q", "--nologo");
        }

        await RunAsync("dotnet", "tool", "install", "Millstream.Cli", "--tool-path", Path.GetDirectoryName(Millstream)!, "--configfile", Path.Combine(_folder.Path, "nuget.config"));
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };

        // A folder of packages that the environment names would come before that of the file.
        start.Environment.Remove("NUGET_PACKAGES");
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            string output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output} {await error}");
            return output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
