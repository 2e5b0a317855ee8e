using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Tasks that remember rows are not called for several at the same time.</summary>
public sealed class SharedStateTests
{
    [Fact]
    public void Parallel_is_refused()
    {
        Flow<Row> rows = Flow.From(Row.Of(("x", 1)));

        Assert.Equal(
            ["'distinct': Parallel(4) cannot be. Its calls share a state ('DistinctMemory'), and so come one after the other."],
            Runs.Refusals(() => rows.DistinctRows(new DistinctSettings { By = "x" }, o => o.Parallel(4))));
        Assert.NotNull(rows.DistinctRows(new DistinctSettings { By = "x" }, o => o.Parallel(1)));
    }
}
