using System.Reflection;

namespace Millstream.Architecture;

/// <summary>The working copy these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", "artifacts", "bin", "obj", "node_modules", "TestResults"];

    /// <summary>The directory that holds the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The paths, from the root on, of all files under a folder that match a pattern.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var directory = new DirectoryInfo(Path.Combine(Root, folder));
        return directory.Exists ? Walk(directory, pattern).Order(StringComparer.Ordinal) : [];
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The assemblies of the projects under src, generators aside: those run in the compiler.</summary>
    public static IEnumerable<Assembly> ShippedAssemblies() =>
        from project in Files("src", "*.csproj")
        let name = Path.GetFileNameWithoutExtension(project)
        where name != "Millstream.Generators"
        select Load(name);

    private static IEnumerable<string> Walk(DirectoryInfo directory, string pattern) =>
        directory.EnumerateFiles(pattern)
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Concat(directory.EnumerateDirectories()
                .Where(child => !NotOurs.Contains(child.Name))
                .SelectMany(child => Walk(child, pattern)));

    private static Assembly Load(string project)
    {
        try
        {
            return Assembly.Load(project);
        }
        catch (FileNotFoundException exception)
        {
            throw new InvalidOperationException(
                $"The architecture tests cannot see '{project}'. Reference it from Millstream.Tests.", exception);
        }
    }

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "Millstream.slnx"))
            ? directory
            : FindRoot(Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
