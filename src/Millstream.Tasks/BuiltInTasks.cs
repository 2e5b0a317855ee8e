namespace Millstream;

/// <summary>The tasks that come with Millstream, by the names that documents and the command line know.</summary>
public static class BuiltInTasks
{
    /// <summary>Gets all of them.</summary>
    public static TaskCatalogue Catalogue => Tasks.StreamTasks.Catalogue;
}
