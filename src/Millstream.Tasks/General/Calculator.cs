using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.General;

/// <summary>
/// Computes a formula of the numbers that came last on its tracks, anew for each number. A track has its default before its first number, and again when it pauses or goes on. Where the
/// formula has no value, as 1/0, nothing is given, and the first time is told as a warning. Without tracks the value is given once. The result pauses while all tracks do.
/// </summary>
[StreamTask(Name = "calculator", Label = "Calculator")]
public sealed class Calculator : StreamTask<CalculatorSettings>
{
    private Tracks<double> _tracks = null!;
    private Outlet<double> _result = null!;

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _tracks = new Tracks<double>(Settings.Numbers);
        _tracks.SetUp(setup);
        _result = setup.Outlet<double>("result", label: Settings.Formula);
        return default;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var formula = Expression.Parse(Settings.Formula);

        // One row for the whole run, whose cells change: nobody but the formula sees it.
        var cells = new Cell[_tracks.Names.Length];
        var row = new Row(Columns.Of(_tracks.Names), cells);
        bool hasFailed = false;
        return _tracks.ReadAsync(context, _result, SendAsync);

        ValueTask SendAsync()
        {
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = new Cell(_tracks.Values[i]);
            }

            if (formula.Evaluate(row).TryNumber(out double number))
            {
                hasFailed = false;
                return _result.EmitAsync(number, context.CancellationToken);
            }

            if (!hasFailed)
            {
                hasFailed = true;
                GeneralLog.NoValue(context.Logger, Settings.Formula, row.ToJson());
            }

            return default;
        }
    }
}
