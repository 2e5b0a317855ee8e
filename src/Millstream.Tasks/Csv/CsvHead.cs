using CsvHelper;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>The names of the columns in a file to which rows are added.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">The names, in their order.</param>
internal sealed record CsvHead(string Path, Columns Columns)
{
    /// <summary>Reads the first line of a file; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvHead? Find(CsvWriteSettings settings)
    {
        // What is no file has no length, and is not read.
        if (settings.IsStandard || new FileInfo(settings.Path) is not { Exists: true, Length: > 0 })
        {
            return null;
        }

        try
        {
            CsvForm form = new CsvReadSettings { Delimiter = settings.Delimiter }.Form;
            CsvReaderOptions options = form.Options with { Encoding = settings.IsUtf8 ? null : settings.TextEncoding };
            using CsvReader reader = CsvReader.Create(TextFile.OpenRead(settings), options, leaveOpen: false);
            return form.ReadColumns(reader) is { } columns ? new CsvHead(settings.Path, columns) : null;
        }
        catch (Exception cause) when (cause is CsvFormatException || TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(settings, "written", TextFile.WhyOf(settings, cause), cause);
        }
    }

    /// <summary>Gives the columns in the order of the file.</summary>
    /// <param name="names">The columns of what is added.</param>
    /// <exception cref="TaskInputException">They have other names.</exception>
    public Columns InOrder(Columns names) => names.Count == Columns.Count && names.All(name => Columns.IndexOf(name) >= 0) ? Columns
        : throw TaskInputException.Because(
            $"The columns of the rows are {names}, and those of the file '{Path}', behind whose rows they go, are {Columns}. Write them to a file of their own, or give them its columns, with 'select'.");
}
