namespace Millstream.Csv;

/// <summary>What becomes of records that are not as the rest: with too many or too few cells, or with quotes where none may be.</summary>
public enum BadRows
{
    /// <summary>The task fails, and says in which line.</summary>
    Fail,

    /// <summary>They are left out. The first is told as a warning, and at the end how many there were.</summary>
    Skip,

    /// <summary>They are taken as they are: cells that are missing have no value, and those too many are left out.</summary>
    Keep,

    /// <summary>
    /// They are taken and marked: every row has two more columns, <c>_error</c>, which says in which line what is wrong, and <c>_record</c>, the record as it stands in the table. In good
    /// rows neither has a value, so that <c>_error == null</c> parts the good from the bad.
    /// </summary>
    Mark,
}
