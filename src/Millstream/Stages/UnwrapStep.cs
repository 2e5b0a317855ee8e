namespace Millstream.Stages;

/// <summary>Does what a task said with its <see cref="Step{T}"/>: emit, leave out, or end the task.</summary>
internal sealed class UnwrapStep<T>(TaskScope outer, TaskScope task, SpanSink<T> next) : FusedStep<Step<T>, T>(task, next)
{
    // One at a time, so that no call is begun after the one that ended the task.
    public override int Reserve() => Math.Min(base.Reserve(), 1);

    protected override void Run(ReadOnlySpan<Step<T>> items, Span<T> to, ref StepCursor at)
    {
        int n = at.Written;
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            ref readonly Step<T> step = ref items[i];
            if (step.HasItem)
            {
                to[n++] = step.Item!;
                at.Written = n;
            }

            if (step.IsFinish)
            {
                outer.Finish(step.HasResult, step.Result);
                Close();
                at.Read = items.Length;
                return;
            }
        }

        at.Read = items.Length;
    }
}
