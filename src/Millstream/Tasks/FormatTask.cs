using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Lets items pass that have the format which an inlet needs; the first other one fails.</summary>
internal sealed class FormatTask<T>(string inlet, string format) : StepTask<T>("format", TaskOptions.None, [Out<T>()]), IFormatTask
{
    public override SpanSink CreateSink(StageWiring wiring) => new ThenStep<T, T>(
        wiring.Task,
        item =>
        {
            string? has = ((item is ICarriesItem carrier ? carrier.Item : item) as IHasFormat)?.Format;
            return has is not null && PortFields.IsOfFormat(has, format) ? item : throw new ItemFormatException(inlet, format, has);
        },
        wiring.Outlet<T>());
}

/// <summary>Makes a <see cref="FormatTask{T}"/> for the items of a port.</summary>
internal sealed class FormatTaskMaker(string inlet, string format) : IPortVisitor<TaskBody>
{
    public TaskBody Visit<T>(Port port) => new FormatTask<T>(inlet, format);
}

/// <summary>A task that looks at the format of items, whatever their type. It was put on an edge by what the ports say, not by the user.</summary>
internal interface IFormatTask;
