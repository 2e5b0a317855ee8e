using Millstream.Postgres;
using Millstream.RabbitMq;

namespace Millstream.Cli;

/// <summary>The tasks that are there without being asked for: those of each package that the program comes with.</summary>
internal static class Catalogues
{
    public static TaskCatalogue All { get; } = TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue, RabbitTasks.Catalogue);
}
