namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Publishes its input under a name, with its times and pauses: every Named Input of that name gets it, in this run and in others. What the input's port says is published with it. A name
    /// has one publisher: a second one fails. What is published while nobody reads is gone.
    /// </summary>
    /// <param name="input">What is published.</param>
    /// <param name="settings">Under which name.</param>
    /// <param name="context">Reads the inlet, and knows the names of the run.</param>
    [StreamTask(Name = "named.output", Label = "Named Output")]
    public static async Task NamedOutputAsync<T>(
        [Port(IsFree = true, FieldsTo = nameof(NamedOutputSettings.Metadata))] Inlet<T> input, NamedOutputSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        PortFields fields = settings.Metadata.Length > 0 ? PortFields.Parse(settings.Metadata) : OutletDescriptor.Of<T>("input").Fields;
        NamedPublisher<T> publisher = await NamedOutputs.Of(context).PublishAsync<T>(NamedPort.Of(settings.Name, fields, context), token).ConfigureAwait(true);
        await using (publisher.ConfigureAwait(true))
        {
            await foreach (InletSignal signal in context.SignalsAsync(input).ConfigureAwait(true))
            {
                if (signal.Is(input, out T? item))
                {
                    await publisher.SendAsync(item, signal.Time, token).ConfigureAwait(true);
                }
                else if (!signal.IsEnd)
                {
                    await publisher.SetPausedAsync(signal.IsPause, token).ConfigureAwait(true);
                }
            }
        }
    }
}
