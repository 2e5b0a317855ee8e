namespace Millstream.Stages;

/// <summary>The outlets of a task that has several, as one: there is room while every outlet that is read has some, so that the fullest governs.</summary>
/// <remarks>Closed when nobody reads any outlet any more. Outlets that nobody ever read keep the task going only where nobody reads any.</remarks>
internal abstract class FanSink<T>(FanOutlet[] outlets) : SpanSink<T>
{
    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isRead = false;
        bool isAnyClosed = false;
        foreach (FanOutlet outlet in outlets)
        {
            int ofOutlet = outlet.Reserve();
            if (ofOutlet < 0)
            {
                isAnyClosed = true;
                continue;
            }

            isRead |= !outlet.IsDiscarding;
            room = Math.Min(room, ofOutlet);
        }

        return isAnyClosed && !isRead ? Closed : room;
    }

    public sealed override void Pause(bool isPaused) => Array.ForEach(outlets, outlet => outlet.Pause(isPaused));

    /// <summary>Ends all of them. Each is asked each time: who has ended already does not mind.</summary>
    public sealed override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (FanOutlet outlet in outlets)
        {
            isDone &= outlet.Complete(error);
        }

        return isDone;
    }
}

/// <summary>One of the outlets of a <see cref="FanSink{T}"/>.</summary>
internal abstract class FanOutlet(SpanSink sink)
{
    /// <summary>Gets whether nobody reads it any more.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>Gets whether it throws its items away, as nobody ever read them.</summary>
    public bool IsDiscarding => sink is IDiscards { IsDiscarding: true };

    /// <summary>As <see cref="SpanSink.Reserve"/>; once closed, closed for good.</summary>
    public virtual int Reserve()
    {
        int room = IsClosed ? SpanSink.Closed : sink.Reserve();
        IsClosed = room < 0;
        return room;
    }

    public virtual bool Complete(Exception? error) => sink.Complete(error);

    /// <inheritdoc cref="SpanSink.Pause"/>
    public void Pause(bool isPaused)
    {
        if (!IsClosed)
        {
            sink.Pause(isPaused);
        }
    }

    /// <inheritdoc cref="SpanSink.HasDemand"/>
    public bool HasDemand => sink.HasDemand;

    /// <inheritdoc cref="SpanSink.OnDemand"/>
    public void OnDemand(Action changed) => sink.OnDemand(changed);
}

/// <summary>An outlet that may have nobody to give its items to.</summary>
internal interface IDiscards
{
    /// <summary>Gets whether it throws its items away, as nobody ever read them.</summary>
    bool IsDiscarding { get; }
}
