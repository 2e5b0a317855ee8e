namespace Millstream.Declarations;

/// <summary>Runs code that blocks on a thread of its own, which is named after the task.</summary>
internal static class OwnThread
{
    public static Task RunAsync(TaskContext context, Action<TaskContext> run)
    {
        ArgumentNullException.ThrowIfNull(context);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                run(context);
                over.SetResult();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                over.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = context.TaskId.ToString(),
        }.Start();
        return over.Task;
    }
}
