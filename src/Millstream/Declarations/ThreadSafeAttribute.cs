namespace Millstream;

/// <summary>Says that objects of a class may be used by several calls at the same time: a task with such a state may run in parallel.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ThreadSafeAttribute : Attribute;
