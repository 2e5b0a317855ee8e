namespace Millstream.General;

/// <summary>Tasks for streams that never end: gates, timers, memories, texts and numbers. docs/general-tasks.md has their rules.</summary>
public static partial class GeneralTasks
{
}
