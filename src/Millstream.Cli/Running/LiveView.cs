using System.Globalization;
using Millstream.Graphs;
using Millstream.Telemetry;
using Spectre.Console;
using Spectre.Console.Rendering;
using Words = Spectre.Console.Text;

namespace Millstream.Cli.Running;

/// <summary>A run in a terminal, made of its events alone: drawn anew when events have come and no more are there, never by a clock.</summary>
internal sealed class LiveView
{
    private const int BarWidth = 30;
    private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private readonly RunView _view = new();
    private readonly Dictionary<string, TextTail> _texts = new(StringComparer.Ordinal);
    private int _frame;

    /// <summary>Draws until the run has ended; its last state stays in view.</summary>
    public async Task ShowAsync(IAsyncEnumerable<RunEvent> events, IAnsiConsole terminal)
    {
        await terminal.Live(Render()).StartAsync(async context =>
        {
            await using IAsyncEnumerator<RunEvent> all = events.GetAsyncEnumerator();
            while (true)
            {
                ValueTask<bool> next = all.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    context.UpdateTarget(Render());
                }

                if (!await next)
                {
                    break;
                }

                Apply(all.Current);
            }

            context.UpdateTarget(Render());
        });
    }

    public void Apply(RunEvent told)
    {
        _frame++;
        _view.Apply(told);
        if (told is { Kind: RunEventKind.Item, Item: Piece<string> { IsEnd: false } piece, TaskId: { } task })
        {
            string id = task.ToString();
            if (!_texts.TryGetValue(id, out TextTail? text) || text.Value != piece.ValueIndex)
            {
                _texts[id] = text = new TextTail(piece.ValueIndex);
            }

            text.Append(piece.Item);
        }
    }

    public IRenderable Render()
    {
        RunProgress run = _view.Snapshot();
        var rows = new Grid { Expand = false }.AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        rows.AddRow(new Words("run"), Bar(run.Progress, "green"), new Words($"{Percent(run.Progress)} {DescriptorJson.Camel(run.Status.ToString())}"));
        foreach (TaskStatistics task in run.Tasks.Where(t => t.Accumulates is null))
        {
            AddTask(rows, task, "");
            string id = task.TaskId.ToString();
            foreach (RunProgress child in run.Children.Where(c => c.RunId.StartsWith($"{run.RunId}/{id}#", StringComparison.Ordinal)))
            {
                rows.AddRow(
                    new Words($"  {Mark(child.Status)} {child.RunId[(run.RunId.Length + 1)..]}"), Bar(child.Progress, "grey"), new Words($"{Percent(child.Progress)} {child.Message}".TrimEnd()));
            }

            if (_texts.TryGetValue(id, out TextTail? text))
            {
                foreach (string line in text.Lines)
                {
                    rows.AddRow(new Words(""), new Words(""), new Words($"│ {line}"));
                }
            }
        }

        return rows;
    }

    private void AddTask(Grid rows, TaskStatistics task, string indent) => rows.AddRow(
        new Words($"{indent}{Mark(task.Status)} {task.TaskId}"),
        Bar(task.Status == RunStatus.Completed ? 100 : task.Progress, task.Status == RunStatus.Faulted ? "red" : "blue"),
        new Words(task.Error is { } error ? error.Message : $"{Percent(task.Progress)} {task.Message}".TrimEnd()));

    private string Mark(RunStatus status) => status switch
    {
        RunStatus.Completed => "✓",
        RunStatus.Faulted => "✗",
        RunStatus.Disabled or RunStatus.Stopped or RunStatus.Killed => "⊘",
        RunStatus.Pending => "○",
        _ => Spinner[_frame % Spinner.Length].ToString(),
    };

    private static Markup Bar(double percent, string color)
    {
        int filled = (int)(Math.Clamp(percent, 0, 100) / 100 * BarWidth);
        return new Markup($"[{color}]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/]");
    }

    private static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent,3:0}%");

    /// <summary>Says whether a task of a graph gives pieces of texts, which events tell only when asked to.</summary>
    public static bool HasGrowingTexts(TaskGraph graph) => graph.Nodes.Any(node =>
        (node.Origin as FlowNode)?.Placing?.Descriptor.Outlets.Any(o => o.Mode == OutletMode.Append && o.ItemType == typeof(string)) == true);
}
