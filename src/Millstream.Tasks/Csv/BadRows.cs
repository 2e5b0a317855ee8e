namespace Millstream.Csv;

/// <summary>What becomes of records that are not as the rest: with too many or too few cells, or with quotes where none may be.</summary>
public enum BadRows
{
    /// <summary>The task fails, and says in which line.</summary>
    Fail,

    /// <summary>They are left out, and the first is told as a warning.</summary>
    Skip,

    /// <summary>They are taken as they are: cells that are missing have no value, and those too many are left out.</summary>
    Keep,
}
