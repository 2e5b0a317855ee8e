using System.Reflection;
using System.Runtime.Loader;
using Millstream.Graphs;

namespace Millstream.Cli;

/// <summary>Tasks of the user's own: assemblies by their paths, each in a load context of its own, with what lies beside it.</summary>
/// <remarks>Only the catalogue that the generator wrote is looked for, <c>StreamTasks.Catalogue</c> in the namespace that is called as the assembly; nothing else of it runs until a graph does.</remarks>
internal static class TaskAssemblies
{
    /// <summary>Adds the tasks of assemblies to others.</summary>
    /// <exception cref="CliException">One is not there, is none, or has no tasks; or two tasks have the same name.</exception>
    public static TaskCatalogue With(TaskCatalogue tasks, IReadOnlyList<string> paths)
    {
        try
        {
            return paths.Count == 0 ? tasks : TaskCatalogue.Of([tasks, .. paths.Select(Load)]);
        }
        catch (GraphConfigurationException exception)
        {
            throw CliException.BadInput(exception.Message);
        }
    }

    private static TaskCatalogue Load(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw CliException.BadInput($"--tasks: there is no file '{path}'.");
        }

        try
        {
            Assembly assembly = new Context(full).LoadFromAssemblyPath(full);
            PropertyInfo? catalogue = assembly.GetTypes()
                .Where(t => t is { Name: "StreamTasks", IsAbstract: true, IsSealed: true, IsNested: false })
                .Select(t => t.GetProperty("Catalogue", BindingFlags.Public | BindingFlags.Static))
                .FirstOrDefault(p => p?.PropertyType == typeof(TaskCatalogue));
            return catalogue is null
                ? throw CliException.BadInput($"--tasks: '{path}' has no tasks: the generator of Millstream wrote no catalogue into it. Does it refer to the package, and has it methods with [StreamTask]?")
                : (TaskCatalogue)catalogue.GetValue(null)!;
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException or ReflectionTypeLoadException or TargetInvocationException)
        {
            throw CliException.BadInput($"--tasks: '{path}' cannot be loaded: {(exception.InnerException ?? (exception as ReflectionTypeLoadException)?.LoaderExceptions.FirstOrDefault() ?? exception).Message}");
        }
    }

    /// <summary>Finds what lies beside an assembly; what this program has itself is shared, so that a task there is a task here.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _beside = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is "Millstream" or "Millstream.Tasks" or "Millstream.Postgres" or "Millstream.RabbitMq" or "Npgsql" or "Microsoft.Extensions.Logging.Abstractions" or "Polly.Core")
            {
                return null;
            }

            return _beside.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            _beside.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : IntPtr.Zero;
    }
}
