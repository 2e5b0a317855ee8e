namespace Millstream.General;

/// <summary>
/// Writes a text with what came last on its tracks in the places of their names, anew for each item. A track has its default before its first text, and again when it pauses or goes on.
/// Without tracks the text is given once. The output pauses while all tracks do.
/// </summary>
[StreamTask(Name = "text.formatter", Label = "Text Formatter")]
public sealed class TextFormatter : StreamTask<TextFormatterSettings>
{
    private Tracks<string> _tracks = null!;
    private Outlet<string> _output = null!;

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _tracks = new Tracks<string>([.. Settings.Tracks]);
        _tracks.SetUp(setup);
        _output = setup.Outlet<string>("output");
        return default;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var template = TextTemplate.Parse(Settings.Template);
        return _tracks.ReadAsync(context, _output, () => _output.EmitAsync(template.Fill(name => _tracks.Values[Array.IndexOf(_tracks.Names, name)]), context.CancellationToken));
    }
}
