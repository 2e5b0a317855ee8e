using CsvHelper;
using Microsoft.Extensions.Logging;

namespace Millstream.Csv;

/// <summary>Tells of records that are left out: of the first where it is, and at the end how many there were.</summary>
/// <param name="logger">Where it is told.</param>
/// <param name="source">What has the records.</param>
internal sealed class LeftOutRecords(ILogger logger, string source)
{
    private long _count;
    private long _lines;

    public void Add(long line, CsvMalformedReason reason, int lines)
    {
        _lines += lines;
        if (++_count == 1)
        {
            CsvLog.RecordLeftOut(logger, source, line, CsvForm.Words(reason, lines));
        }
    }

    public void End()
    {
        if (_count > 1 && _lines > _count)
        {
            CsvLog.LinesLeftOut(logger, source, _count, _lines);
        }
        else if (_count > 1)
        {
            CsvLog.RecordsLeftOut(logger, source, _count);
        }
    }
}
