namespace Millstream.General;

/// <summary>What time is measured by.</summary>
public enum TimeReference
{
    /// <summary>The clock of the run.</summary>
    Clock,

    /// <summary>The times of the items themselves.</summary>
    Items,
}
