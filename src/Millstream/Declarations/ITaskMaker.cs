namespace Millstream.Declarations;

/// <summary>Makes a generic task for a type of items: what the generator writes for each family.</summary>
public interface ITaskMaker
{
    /// <summary>Makes the task.</summary>
    /// <typeparam name="TItem">What the method's type parameter is.</typeparam>
    static abstract TaskDefinition Make<TItem>();
}
