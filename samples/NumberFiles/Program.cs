// Four sources, a file for each, and the sums of what was written: a graph of nine tasks in one region.
using NumberFiles;

DirectoryInfo folder = Directory.CreateTempSubdirectory("number-files-");
try
{
    await Files.WriteAsync(folder.FullName, count: 5, seed: 2026, Console.Out);
    foreach (FileInfo file in folder.GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
    {
        Console.WriteLine($"{file.Name}: {File.ReadLines(file.FullName).Count()} lines");
    }
}
finally
{
    folder.Delete(recursive: true);
}
