namespace Millstream.Stages;

/// <summary>Calls a function that says for each item whether to emit, to leave out, or to end the task; never called again after that.</summary>
internal sealed class StepCallStep<TIn, TOut>(TaskScope task, Func<TIn, Step<TOut>> function, SpanSink<TOut> next)
    : FusedStep<TIn, TOut>(task, next)
{
    protected override void Run(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at)
    {
        Func<TIn, Step<TOut>> f = function;
        int n = at.Written;
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            Step<TOut> step = f(items[i]);
            if (step.HasItem)
            {
                to[n++] = step.Item!;
                at.Written = n;
            }

            if (step.IsFinish)
            {
                Task.Finish(step.HasResult, step.Result);
                Close();
                return;
            }
        }
    }
}
