namespace Millstream.Postgres;

/// <summary>What becomes of a row whose keys a table holds already.</summary>
public enum OnConflict
{
    /// <summary>The task fails, as it does for anything else that the table refuses.</summary>
    Fail,

    /// <summary>The row of the table stays, and the new one is left out.</summary>
    Ignore,

    /// <summary>The row of the table gets the columns of the new one.</summary>
    Update,
}
