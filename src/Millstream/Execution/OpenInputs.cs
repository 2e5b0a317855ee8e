namespace Millstream.Execution;

/// <summary>The inputs of a run that were left open, by their names: made while its stages are put together.</summary>
internal sealed class OpenInputs(LocalRun run)
{
    private Dictionary<string, object>? _inputs;

    public RunInput<T> Open<T>(string name)
    {
        var input = new RunInput<T>(name, run.RunId, run.Options.Capacity);
        (_inputs ??= new Dictionary<string, object>(StringComparer.Ordinal)).Add(name, input);
        return input;
    }

    /// <inheritdoc cref="GraphRun.Input{T}(string)"/>
    public RunInput<T> Find<T>(string name) => _inputs?.GetValueOrDefault(name) switch
    {
        RunInput<T> input => input,
        null => throw new ArgumentException(
            $"The run has no open input '{name}'. It has: {Listed()}. Start the run with it open: new RunInputs {{ [\"{name}\"] = RunInput.Open }}.", nameof(name)),
        _ => throw new ArgumentException($"The input '{name}' does not take {Graphs.TypeName.Of(typeof(T))}. The open inputs are: {Listed()}.", nameof(name)),
    };

    private string Listed() => _inputs is null ? "none" : string.Join(
        ", ", _inputs.Select(i => $"'{i.Key}' of {Graphs.TypeName.Of(i.Value.GetType().GetGenericArguments()[0])}"));
}
