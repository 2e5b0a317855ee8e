using Millstream.Stages;
using Polly;
using Polly.Retry;

namespace Millstream.Tasks;

/// <summary>Makes the calls of a task: plain, or surrounded by its retry or pipeline, timeout and fallback.</summary>
internal static class TaskCalls
{
    public static ItemCall<TIn, TOut> Create<TIn, TOut>(
        TaskScope task, TaskOptions options, Func<TIn, CancellationToken, ValueTask<TOut>> function)
    {
        function = UserCode.Under(task.Run.UserContext, function);
        return options.HasPolicy
            ? new PolicyCall<TIn, TOut>(task, options, function)
            : new PlainCall<TIn, TOut>(function);
    }

    /// <summary>Makes the head that makes the calls: one after the other, or several at once.</summary>
    public static StageHead Head<TIn, TMade>(
        TaskScope task, InletReader<TIn> reader, TaskOptions options, ItemCall<TIn, TMade> call, SpanSink<TMade> sink, bool mayBlock)
    {
        if (options.Evaluations is { } evaluations)
        {
            reader = new LimitedReader<TIn>(reader, evaluations);
        }

        int calls = Math.Min(options.Calls ?? 1, task.Run.MaxParallelism ?? int.MaxValue);
        task.IsParallel = calls > 1;
        return calls == 1
            ? new CallHead<TIn, TMade>(task, reader, call, sink)
            : new ParallelHead<TIn, TMade>(task, reader, call, sink, calls, !options.IsUnordered, mayBlock);
    }

    private sealed class PlainCall<TIn, TOut>(Func<TIn, CancellationToken, ValueTask<TOut>> function) : ItemCall<TIn, TOut>
    {
        public override ValueTask<TOut> InvokeAsync(TIn item, long index, CancellationToken cancellationToken)
        {
            CallNumber.Begin(index);
            return function(item, cancellationToken);
        }
    }
}

/// <summary>A call that is repeated, limited in time, or replaced by another value, as its task's options say.</summary>
/// <remarks>Repetition is Polly's, by the task's rule or in the user's own pipeline. The time limit is for each attempt.</remarks>
internal sealed class PolicyCall<TIn, TOut> : ItemCall<TIn, TOut>
{
    private readonly TaskScope _task;
    private readonly Func<TIn, CancellationToken, ValueTask<TOut>> _function;
    private readonly Func<TIn, Exception, TOut>? _fallback;
    private readonly TimeSpan? _limit;
    private readonly ResiliencePipeline _pipeline;

    public PolicyCall(TaskScope task, TaskOptions options, Func<TIn, CancellationToken, ValueTask<TOut>> function)
    {
        _task = task;
        _function = function;
        _fallback = options.FallbackValue as Func<TIn, Exception, TOut>;
        _limit = options.TimeLimit;
        _pipeline = options.Pipeline ?? Pipeline(options, task.Run.Time);
    }

    public override async ValueTask<TOut> InvokeAsync(TIn item, long index, CancellationToken cancellationToken)
    {
        var call = new Call(this, item, index);
        try
        {
            return await _pipeline.ExecuteAsync(static (c, token) => c.TryAsync(token), call, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception cause) when (_fallback is not null && !cancellationToken.IsCancellationRequested)
        {
            return _fallback(item, cause);
        }
        catch (Exception cause) when (call.Attempts != 1)
        {
            // None at all, where a pipeline (an open circuit) did not let the call through.
            throw new AttemptsException(cause, call.Attempts);
        }
    }

    private static ResiliencePipeline Pipeline(TaskOptions task, TimeProvider time)
    {
        if (task.RetryRule is not { } rule)
        {
            return ResiliencePipeline.Empty;
        }

        var options = new RetryStrategyOptions
        {
            MaxRetryAttempts = rule.Times,
            Delay = rule.Delay,
            MaxDelay = TaskOptions.LongestDelay,
            BackoffType = rule.IsExponential ? DelayBackoffType.Exponential : DelayBackoffType.Constant,
            DelayGenerator = arguments => ValueTask.FromResult(AskedFor(arguments.Outcome.Exception, rule.Delay.Ticks * (rule.IsExponential ? Math.Pow(2, arguments.AttemptNumber) : 1))),
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } error
                && !arguments.Context.CancellationToken.IsCancellationRequested
                && task.IsWorthRepeating(error)),
        };
        return new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(options).Build();
    }

    /// <summary>Gives how long an error asks to be waited, where that is longer than the rule has it.</summary>
    /// <param name="error">The error.</param>
    /// <param name="delay">What the rule has, in ticks: after many attempts more than a span of time holds.</param>
    private static TimeSpan? AskedFor(Exception? error, double delay)
    {
        if (error is not IRetryAfter { After: var after } || after.Ticks <= delay)
        {
            return null;
        }

        return after < TaskOptions.LongestAskedFor ? after : TaskOptions.LongestAskedFor;
    }

    private sealed class Call(PolicyCall<TIn, TOut> owner, TIn item, long index)
    {
        private Exception? _last;
        private long _failedAt;
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public async ValueTask<TOut> TryAsync(CancellationToken cancellationToken)
        {
            // A pipeline of the user's may begin an attempt while another goes on, which then has no error yet.
            int attempt = Interlocked.Increment(ref _attempts);
            if (attempt > 1)
            {
                owner._task.BeginAttempt(attempt);
                owner._task.CountRetry(index, attempt, _last, _failedAt);
            }

            try
            {
                CallNumber.Begin(index);
                return owner._limit is { } limit
                    ? await TimeLimit.RunAsync(
                        owner._function, item, limit, owner._task.Run, owner._task, cancellationToken).ConfigureAwait(false)
                    : await owner._function(item, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (Keep(error))
            {
                throw;
            }
        }

        private bool Keep(Exception error)
        {
            _last = error;
            _failedAt = owner._task.Run.Time.GetTimestamp();
            return false;
        }
    }
}
