using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>Sends what was given by hand to the outlets that it was given to: takes their numbers, in order.</summary>
internal sealed class EmissionSink(TaskScope task, EmissionOutlet[] outlets) : FanSink<int>(outlets)
{
    public override void Push(ReadOnlySpan<int> items)
    {
        foreach (int number in items)
        {
            if (Emissions.IsItem(number))
            {
                outlets[number].PushNext();
                continue;
            }

            // The end of an outlet, or word of a pause, came the way of the items, and was counted as one.
            task.Emitted--;
            if (number < 0)
            {
                outlets[~number].End();
            }
            else
            {
                outlets[Emissions.OutletOf(number)].Pause(Emissions.IsPause(number));
            }
        }
    }
}
