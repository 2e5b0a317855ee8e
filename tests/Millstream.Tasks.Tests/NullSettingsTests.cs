using System.Reflection;
using Millstream.Aggregates;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Settings that say null, against the promise of their types, are refused as others that are wrong.</summary>
public sealed class NullSettingsTests
{
    [Fact]
    public void Every_setting_of_every_task_may_be_null_or_is_refused()
    {
        int refused = 0;
        foreach (TaskDefinition task in BuiltInTasks.Catalogue.Tasks)
        {
            foreach (SettingDescriptor setting in task.Descriptor.Settings.Where(s => !s.Type.IsValueType && task.Descriptor.NewSettings is not null))
            {
                object settings = task.Descriptor.NewSettings!();
                settings.GetType().GetProperty(setting.Name)!.SetValue(settings, null);
                Exception? error = Xunit.Record.Exception(() => task.Place([.. task.Descriptor.Inlets.Select(Nothing)], settings));

                Assert.True(error is null or GraphConfigurationException, $"{task.Descriptor.Name}, {setting.Name}: {error}");
                refused += error is null ? 0 : 1;
            }
        }

        Assert.InRange(refused, 40, 1000);
    }

    [Fact]
    public void Who_sets_null_is_told_which_setting_it_is()
    {
        Assert.Equal(
            ["'group': the setting 'By' is null. Set a text, or leave it as it is: ''."],
            Runs.Refusals(() => Flow.From<Row>().GroupRows(new GroupRowsSettings { By = null! })));
        Assert.Equal(
            ["'csv.format': the setting 'Columns' is null. Set a text, or leave it as it is: ''."],
            Runs.Refusals(() => Flow.From<Row>().FormatCsv(new CsvFormatSettings { Columns = null! })));
    }

    private static TaskInput Nothing(InletDescriptor inlet) =>
        (TaskInput)typeof(NullSettingsTests).GetMethod(nameof(NothingOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(inlet.ItemType).Invoke(null, null)!;

    private static TaskInput NothingOf<T>() => Flow.From<T>();
}
