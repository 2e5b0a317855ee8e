using Millstream.Postgres;
using Millstream.RabbitMq;

namespace Millstream.Docs;

public sealed class ReferenceTests
{
    // Of all packages that have tasks, as the command line has them.
    private static TaskCatalogue Catalogue { get; } = TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue, RabbitTasks.Catalogue);

    [Fact]
    public void The_page_of_all_tasks_is_the_one_that_their_descriptors_make()
    {
        string path = Path.Combine(Root(AppContext.BaseDirectory), "docs", "reference", "tasks.md");
        string present = TaskReference.Write(Catalogue);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, present);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == present,
            "docs/reference/tasks.md is not what the descriptors say. To write it anew, run this test with APPROVE=1.");
    }

    [Fact]
    public void Every_task_every_inlet_and_every_setting_is_documented()
    {
        string[] silent =
        [
            .. Catalogue.Tasks.Select(t => t.Descriptor).Concat(Catalogue.Families.Select(f => f.Descriptor)).SelectMany(t => (string[])
            [
                .. t.Documentation.Length == 0 ? new[] { t.Name } : [],
                .. t.Inlets.Where(i => i.Documentation.Length == 0).Select(i => $"{t.Name}.{i.Name}"),
                .. t.Settings.Where(s => s.Documentation.Length == 0).Select(s => $"{t.Name}.{s.Name}"),
            ]),
        ];

        Assert.Empty(silent);
        Assert.NotEmpty(Catalogue.Tasks);
    }

    private static string Root(string directory) => File.Exists(Path.Combine(directory, "Millstream.slnx")) ? directory : Root(Path.GetDirectoryName(directory)!);
}
